// A C face of simdjson: what tagq needs of it, and nothing else.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Reads one text after another. It is for one thread at a time.
typedef struct csimdjson_parser csimdjson_parser;

/// What is wrong with a text.
typedef enum {
  csimdjson_fine,
  csimdjson_empty,
  /// It is not UTF-8.
  csimdjson_bad_encoding,
  /// A string that does not end, or has an escape or a character that it must not have.
  csimdjson_bad_string,
  /// A number that is malformed, or fits neither in 64 bits nor in a double.
  csimdjson_bad_number,
  /// A word that is neither true, false nor null.
  csimdjson_bad_word,
  /// Brackets, braces, commas and colons that do not fit together.
  csimdjson_bad_structure,
  /// Nested deeper than 1024 levels.
  csimdjson_too_deep,
  /// Too long for the memory there is, or for 4 GiB.
  csimdjson_too_long
} csimdjson_problem;

typedef enum {
  csimdjson_missing,
  csimdjson_null,
  csimdjson_true,
  csimdjson_false,
  csimdjson_integer,
  csimdjson_double,
  csimdjson_string,
  csimdjson_array,
  csimdjson_object
} csimdjson_kind;

/// A value of the text that was read last. All zero is a missing one.
typedef struct {
  csimdjson_kind kind;
  /// Of a string: the number of bytes in `as.bytes`, which are UTF-8.
  size_t count;
  union {
    const uint8_t *_Nullable bytes;
    int64_t integer;
    double number;
    /// Where an array or an object is, for the functions below.
    const void *_Nullable place[2];
  } as;
} csimdjson_value;

/// A place in an array.
typedef struct {
  const void *_Nullable place[2];
  const void *_Nullable end[2];
} csimdjson_cursor;

/// Names of members that are looked for in objects.
typedef struct csimdjson_names csimdjson_names;

/// NULL without memory.
csimdjson_parser *_Nullable csimdjson_make_parser(void);
void csimdjson_free_parser(csimdjson_parser *_Nullable parser);

/// Reads a text whole, and gives its value. What an earlier text gave is invalid after that.
csimdjson_problem csimdjson_parse(csimdjson_parser *_Nonnull parser,
                                  const void *_Nullable bytes, size_t count,
                                  csimdjson_value *_Nonnull root);

/// No names yet. NULL without memory.
csimdjson_names *_Nullable csimdjson_make_names(void);
/// Adds a name, which is copied; false where there are 64 already, or where it has over 63 bytes.
bool csimdjson_add_name(csimdjson_names *_Nonnull names, const char *_Nonnull name);
void csimdjson_free_names(csimdjson_names *_Nullable names);

/// Finds the members of an object by their names: the values are in the order of the names, and
/// missing where there is none. Of members with the same name the last counts.
void csimdjson_find_members(const csimdjson_value *_Nonnull object,
                            csimdjson_names *_Nonnull names, csimdjson_value *_Nonnull values);

/// The place before the first element of an array.
csimdjson_cursor csimdjson_elements(const csimdjson_value *_Nonnull array);
/// Gives the next element of an array; false at its end.
bool csimdjson_next(csimdjson_cursor *_Nonnull cursor, csimdjson_value *_Nonnull element);

#ifdef __cplusplus
}
#endif
#endif
