// The words of which browsers make their error messages. What is not among them may be a fan's.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace chant::campaign {

/// As V8, SpiderMonkey and JavaScriptCore write them, and this site's own reports; sorted.
// clang-format off
inline constexpr auto front_error_words = std::to_array<std::string_view>({
    "API", "Access", "Array", "Assignment", "Attempt", "Attempting", "Blob", "Cannot", "Class",
    "Connection", "Content", "Database", "Derived", "Error", "Event", "Expected", "Failed",
    "Fetch", "File", "Function", "Identifier", "Illegal", "Importing", "Input", "Internal",
    "Invalid", "It", "JSON", "JSON.parse", "Load", "Loading", "Maximum", "Media", "Missing",
    "Module", "Must", "No", "Not", "Object", "Object.defineProperty", "Object.prototype", "Out",
    "Permission", "Policy", "Promise", "Property", "Quota", "Reduce", "Request", "Requested",
    "Script", "Security", "Source", "The", "This", "Timeout", "Trusted", "TrustedHTML",
    "TrustedScript", "TrustedScriptURL", "Type", "URI", "URL", "Unable", "Uncaught", "Unexpected",
    "Unhandled", "Unknown", "User", "Value", "WebSocket", "Window", "a", "abort", "aborted",
    "access", "accessed", "active", "after", "agent", "all", "allowed", "already", "an", "and",
    "any", "are", "argument", "arguments", "array", "as", "assign", "assigned", "assignment",
    "async", "at", "attempt", "attempted", "audio", "await", "base-uri", "be", "because", "been",
    "before", "being", "blob", "blocked", "body", "buffer", "but", "by", "call", "callback",
    "called", "can't", "cancelled", "cannot", "channel", "character", "child", "child-src",
    "circular", "class", "clone", "cloned", "closed", "code", "column", "component", "connect",
    "connect-src", "connection", "const", "constant", "constraints", "construct", "constructor",
    "context", "control", "convert", "converting", "could", "create", "csp", "current", "data",
    "database", "declaration", "declared", "decode", "decoding", "default", "default-src",
    "define", "defined", "delete", "denied", "descriptor", "destroyed", "detached", "device",
    "did", "different", "disconnected", "document", "does", "dynamically", "element", "empty",
    "encode", "end", "enough", "error", "escape", "eval", "evaluating", "event", "exceeded",
    "execute", "execution", "exhausted", "exist", "existing", "expected", "failed", "fetch",
    "field", "file", "finite", "font-src", "for", "form-action", "found", "frame",
    "frame-ancestors", "frame-src", "from", "fulfilled", "function", "generator", "get", "getter",
    "global", "handle", "has", "have", "identifier", "if", "image", "img", "img-src", "import",
    "imported", "in", "index", "initialization", "initialize", "initialized", "inline", "input",
    "instance", "integer", "interface", "internal", "interrupted", "into", "invalid", "invoked",
    "is", "it", "item", "iterable", "iterator", "json", "key", "left-hand", "length", "less",
    "limit", "line", "link", "literal", "load", "loaded", "lock", "long", "loop", "lost",
    "manifest-src", "many", "match", "media", "media-src", "memory", "message", "method", "mime",
    "missing", "module", "more", "must", "name", "named", "negative", "network", "new", "no",
    "node", "non-configurable", "non-empty", "non-extensible", "non-writable", "not", "null",
    "number", "object", "object-src", "objects", "of", "offline", "on", "one", "only", "open",
    "opened", "operation", "operator", "option", "or", "out", "overflow", "parameter", "parse",
    "parser", "parsing", "pattern", "pending", "permission", "platform", "play", "policy",
    "position", "possibly", "prevented", "private", "process", "promise", "properties", "property",
    "prototype", "provided", "put", "quota", "radix", "range", "read", "read-only", "readable",
    "reading", "readonly", "reason", "recursion", "redeclaration", "reduce", "ref", "reference",
    "regular", "rejected", "rejection", "removed", "report", "report-sample", "request",
    "requested", "require", "require-trusted-types-for", "required", "requires", "resource",
    "response", "rest", "result", "return", "returned", "running", "script", "script-src",
    "script-src-attr", "script-src-elem", "search", "security", "set", "setter", "setting",
    "share", "should", "signal", "size", "some", "source", "specified", "spread", "stack", "start",
    "started", "state", "static", "status", "stopped", "storage", "stored", "stream", "strict",
    "string", "structure", "style", "style-src", "style-src-attr", "style-src-elem", "stylesheet",
    "such", "super", "support", "supported", "symbol", "syntax", "system", "target", "template",
    "terminated", "than", "that", "the", "there", "this", "time", "timed", "timeout", "to",
    "token", "too", "track", "transaction", "trap", "trusted-types", "try", "type", "types",
    "unable", "undefined", "unexpected", "unknown", "unsupported", "unterminated", "upgrade",
    "uri", "url", "used", "user", "using", "valid", "value", "values", "variable", "version",
    "video", "violates", "was", "when", "which", "while", "with", "without", "worker",
    "worker-src", "write", "yet", "you", "zero"});
// clang-format on

static_assert(std::ranges::is_sorted(front_error_words));

[[nodiscard]] constexpr bool is_front_error_word(std::string_view word) {
  return std::ranges::binary_search(front_error_words, word);
}

}  // namespace chant::campaign
