-- For wrk: every request opens a session nobody has opened before.
local hex = "%08x-%04x-4%03x-a%03x-%04x%08x"
local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("seed", os.time() * 64 + threads)
end
function init()
  math.randomseed(seed)
  wrk.method = "PUT"
  wrk.path = "/api/v1/session"
  wrk.body = '{"language":"en"}'
  wrk.headers["Content-Type"] = "application/json"
end
local random = math.random
function request()
  wrk.headers["Authorization"] = "Bearer " .. string.format(hex, random(0, 0xffffffff),
    random(0, 0xffff), random(0, 0xfff), random(0, 0xfff), random(0, 0xffff), random(0, 0xffffffff))
  return wrk.format()
end
