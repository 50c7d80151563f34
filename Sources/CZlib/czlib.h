#ifndef CZLIB_H
#define CZLIB_H

#include <zlib.h>

// What begins a stream is a macro in zlib, which Swift does not see. 15 is the largest window, and
// 16 more means: in the format of gzip and no other.

/// Begins to expand; Z_OK, or why not.
static inline int czlib_begin_inflate(z_stream *stream) {
  return inflateInit2(stream, 15 + 16);
}

/// Begins to compress, with zlib's own defaults; Z_OK, or why not.
static inline int czlib_begin_deflate(z_stream *stream) {
  return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

#endif
