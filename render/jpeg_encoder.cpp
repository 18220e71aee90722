#include "render/jpeg_encoder.hpp"

#include "base/log.hpp"

// jpeglib.h needs size_t and FILE before it.
#include <jpeglib.h>
#include <cstddef>
#include <cstdio>

#include <cstdlib>
#include <cstring>
#include <vector>

namespace chant::render {
namespace {

constexpr std::size_t first_buffer_bytes = std::size_t{1} << 20;

/// Only a defect in Chant leads here: no byte of a fan's input is ever decoded.
[[noreturn]] void give_up(j_common_ptr c) {
  std::array<char, JMSG_LENGTH_MAX> text{};
  c->err->format_message(c, text.data());
  log::error("libjpeg refuses a picture", {{"reason", text.data()}});
  std::abort();
}

void set_table(JHUFF_TBL* to, const huffman_table& from) {
  std::memcpy(to->bits, from.lengths.data(), sizeof to->bits);
  std::memcpy(to->huffval, from.symbols.data(), sizeof to->huffval);
}

huffman_table get_table(const JHUFF_TBL* from) {
  huffman_table to;
  std::memcpy(to.lengths.data(), from->bits, sizeof from->bits);
  std::memcpy(to.symbols.data(), from->huffval, sizeof from->huffval);
  return to;
}

JSAMPROW row(const std::uint8_t* samples, std::size_t stride, std::size_t at) {
  return const_cast<JSAMPROW>(samples + stride * at);  // libjpeg only reads them
}

}  // namespace

struct jpeg_encoder::state {
  jpeg_compress_struct c{};
  jpeg_error_mgr errors{};
  jpeg_destination_mgr out{};
  std::vector<JOCTET> buffer = std::vector<JOCTET>(first_buffer_bytes);

  static state& of(j_compress_ptr c) { return *static_cast<state*>(c->client_data); }

  static void open(j_compress_ptr c) {
    c->dest->next_output_byte = of(c).buffer.data();
    c->dest->free_in_buffer = of(c).buffer.size();
  }
  static boolean grow(j_compress_ptr c) {
    auto& buffer = of(c).buffer;
    const auto full = buffer.size();
    buffer.resize(2 * full);
    c->dest->next_output_byte = buffer.data() + full;
    c->dest->free_in_buffer = buffer.size() - full;
    return TRUE;
  }
  static void close(j_compress_ptr) {}

  [[nodiscard]] std::string_view written() const {
    return {reinterpret_cast<const char*>(buffer.data()), buffer.size() - out.free_in_buffer};
  }
};

jpeg_encoder::jpeg_encoder(int quality) : state_(std::make_unique<state>()) {
  auto& c = state_->c;
  c.err = jpeg_std_error(&state_->errors);
  state_->errors.error_exit = give_up;
  jpeg_create_compress(&c);
  c.client_data = state_.get();
  state_->out.init_destination = state::open;
  state_->out.empty_output_buffer = state::grow;
  state_->out.term_destination = state::close;
  c.dest = &state_->out;
  c.image_width = mcu;
  c.image_height = mcu;
  c.input_components = 3;
  c.in_color_space = JCS_YCbCr;
  jpeg_set_defaults(&c);  // 4:2:0
  jpeg_set_quality(&c, quality, TRUE);
  c.dct_method = JDCT_ISLOW;
  c.raw_data_in = TRUE;
}

jpeg_encoder::~jpeg_encoder() { jpeg_destroy_compress(&state_->c); }

void jpeg_encoder::begin(const frame& f, const huffman_tables& tables) {
  auto& c = state_->c;
  c.image_width = f.width;
  c.image_height = f.height;
  c.restart_interval = f.interval;
  c.restart_in_rows = 0;
  c.optimize_coding = FALSE;
  for (std::size_t i = 0; i < 2; ++i) {
    set_table(c.dc_huff_tbl_ptrs[i], tables.dc[i]);
    set_table(c.ac_huff_tbl_ptrs[i], tables.ac[i]);
  }
  if (!f.tables) jpeg_suppress_tables(&c, TRUE);
  jpeg_start_compress(&c, f.tables ? TRUE : FALSE);
}

void jpeg_encoder::write(const std::uint8_t* y, std::size_t luma_stride, const std::uint8_t* cb,
                         const std::uint8_t* cr, std::size_t chroma_stride) {
  std::array<JSAMPROW, mcu> luma;
  std::array<JSAMPROW, mcu / 2> blue;
  std::array<JSAMPROW, mcu / 2> red;
  for (std::size_t i = 0; i < mcu; ++i) luma[i] = row(y, luma_stride, i);
  for (std::size_t i = 0; i < mcu / 2; ++i) {
    blue[i] = row(cb, chroma_stride, i);
    red[i] = row(cr, chroma_stride, i);
  }
  std::array<JSAMPARRAY, 3> all{luma.data(), blue.data(), red.data()};
  jpeg_write_raw_data(&state_->c, all.data(), mcu);
}

std::string_view jpeg_encoder::finish() {
  jpeg_finish_compress(&state_->c);
  return state_->written();
}

std::string_view jpeg_encoder::encode(const frame& f, const planes& from,
                                      const huffman_tables& tables) {
  begin(f, tables);
  for (unsigned r = from.first_mcu_row; r < from.first_mcu_row + mcus_for(f.height); ++r)
    write(&from.y[from.luma_at(r)], from.luma_stride(), &from.cb[from.chroma_at(r)],
          &from.cr[from.chroma_at(r)], from.chroma_stride());
  return finish();
}

huffman_tables jpeg_encoder::train(const frame& f, const planes& from) {
  auto& c = state_->c;
  c.image_width = f.width;
  c.image_height = f.height;
  c.restart_interval = f.interval;
  c.optimize_coding = TRUE;
  jpeg_start_compress(&c, TRUE);
  for (unsigned r = 0; r < mcus_for(f.height); ++r)
    write(&from.y[from.luma_at(r)], from.luma_stride(), &from.cb[from.chroma_at(r)],
          &from.cr[from.chroma_at(r)], from.chroma_stride());
  (void)finish();
  huffman_tables tables;
  for (std::size_t i = 0; i < 2; ++i) {
    tables.dc[i] = get_table(c.dc_huff_tbl_ptrs[i]);
    tables.ac[i] = get_table(c.ac_huff_tbl_ptrs[i]);
  }
  return tables;
}

}  // namespace chant::render
