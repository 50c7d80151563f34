#include "csimdjson.h"

// Every failure is told by a code.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <type_traits>

using namespace simdjson;

struct csimdjson_parser {
  dom::parser parser;
  /// The text and the bytes behind it that simdjson may read.
  uint8_t *text = nullptr;
  size_t capacity = 0;

  ~csimdjson_parser() { std::free(text); }

  bool reserve(size_t count) {
    if (count <= capacity) return true;
    const size_t wanted = count + count / 2;
    void *memory = std::malloc(wanted + SIMDJSON_PADDING);
    if (memory == nullptr) return false;
    std::free(text);
    text = static_cast<uint8_t *>(memory);
    capacity = wanted;
    return true;
  }
};

struct csimdjson_names {
  struct name {
    char bytes[63];
    uint8_t count;
  };
  static constexpr size_t largest = 64;
  name names[largest];
  size_t count = 0;
  /// Which name the member at a position had in the last object: objects that come together mostly
  /// have the same members in the same order.
  uint8_t guesses[largest] = {};

  bool is(size_t index, std::string_view key) const {
    return names[index].count == key.size() &&
           std::memcmp(names[index].bytes, key.data(), key.size()) == 0;
  }
};

// Places are iterators and elements of simdjson, which are two words without a destructor.
template <typename Place>
static void keep(const Place &place, const void **words) {
  static_assert(std::is_trivially_copyable<Place>::value, "a place is copied as bytes");
  static_assert(sizeof(Place) == 2 * sizeof(void *), "a place is two words");
  std::memcpy(static_cast<void *>(words), &place, sizeof(Place));
}

static dom::element element_at(const void *const *words) {
  dom::element element;
  std::memcpy(static_cast<void *>(&element), words, sizeof(element));
  return element;
}

static void describe(const dom::element &element, csimdjson_value *value) {
  *value = csimdjson_value();
  switch (element.type()) {
    case dom::element_type::NULL_VALUE: value->kind = csimdjson_null; break;
    case dom::element_type::BOOL: {
      bool flag = false;
      (void)element.get_bool().get(flag);
      value->kind = flag ? csimdjson_true : csimdjson_false;
      break;
    }
    case dom::element_type::INT64: {
      value->kind = csimdjson_integer;
      (void)element.get_int64().get(value->as.integer);
      break;
    }
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE: {
      value->kind = csimdjson_double;
      (void)element.get_double().get(value->as.number);
      break;
    }
    case dom::element_type::STRING: {
      std::string_view text;
      (void)element.get_string().get(text);
      value->kind = csimdjson_string;
      value->as.bytes = reinterpret_cast<const uint8_t *>(text.data());
      value->count = text.size();
      break;
    }
    case dom::element_type::ARRAY:
      value->kind = csimdjson_array;
      keep(element, value->as.place);
      break;
    case dom::element_type::OBJECT:
      value->kind = csimdjson_object;
      keep(element, value->as.place);
      break;
  }
}

static csimdjson_problem problem(error_code code) {
  switch (code) {
    case SUCCESS: return csimdjson_fine;
    case EMPTY: return csimdjson_empty;
    case UTF8_ERROR: return csimdjson_bad_encoding;
    case STRING_ERROR:
    case UNESCAPED_CHARS:
    case UNCLOSED_STRING: return csimdjson_bad_string;
    case NUMBER_ERROR: return csimdjson_bad_number;
    case T_ATOM_ERROR:
    case F_ATOM_ERROR:
    case N_ATOM_ERROR: return csimdjson_bad_word;
    case DEPTH_ERROR: return csimdjson_too_deep;
    case CAPACITY:
    case MEMALLOC: return csimdjson_too_long;
    default: return csimdjson_bad_structure;
  }
}

extern "C" {

csimdjson_parser *csimdjson_make_parser(void) { return new (std::nothrow) csimdjson_parser(); }

void csimdjson_free_parser(csimdjson_parser *parser) { delete parser; }

csimdjson_problem csimdjson_parse(csimdjson_parser *parser, const void *bytes, size_t count,
                                  csimdjson_value *root) {
  *root = csimdjson_value();
  if (count == 0 || bytes == nullptr) return csimdjson_empty;
  if (count > SIMDJSON_MAXSIZE_BYTES || !parser->reserve(count)) return csimdjson_too_long;
  std::memcpy(parser->text, bytes, count);
  // What is behind the text changes nothing, but tools that watch memory want it to be known.
  std::memset(parser->text + count, ' ', SIMDJSON_PADDING);
  dom::element element;
  const error_code code = parser->parser.parse(parser->text, count, false).get(element);
  if (code == SUCCESS) describe(element, root);
  return problem(code);
}

csimdjson_names *csimdjson_make_names(void) { return new (std::nothrow) csimdjson_names(); }

bool csimdjson_add_name(csimdjson_names *names, const char *name) {
  const size_t count = std::strlen(name);
  if (names->count == csimdjson_names::largest || count > sizeof names->names[0].bytes)
    return false;
  std::memcpy(names->names[names->count].bytes, name, count);
  names->names[names->count].count = static_cast<uint8_t>(count);
  ++names->count;
  return true;
}

void csimdjson_free_names(csimdjson_names *names) { delete names; }

void csimdjson_find_members(const csimdjson_value *value, csimdjson_names *names,
                            csimdjson_value *values) {
  for (size_t index = 0; index < names->count; ++index) values[index] = csimdjson_value();
  if (value->kind != csimdjson_object) return;
  dom::object object;
  if (element_at(value->as.place).get_object().get(object) != SUCCESS) return;
  size_t position = 0;
  for (dom::key_value_pair member : object) {
    uint8_t unused = 0;
    uint8_t &guess = position < csimdjson_names::largest ? names->guesses[position] : unused;
    ++position;
    if (guess < names->count && names->is(guess, member.key)) {
      describe(member.value, &values[guess]);
      continue;
    }
    for (size_t index = 0; index < names->count; ++index) {
      if (!names->is(index, member.key)) continue;
      describe(member.value, &values[index]);
      guess = static_cast<uint8_t>(index);
      break;
    }
  }
}

csimdjson_cursor csimdjson_elements(const csimdjson_value *value) {
  csimdjson_cursor cursor = csimdjson_cursor();
  dom::array array;
  if (value->kind != csimdjson_array ||
      element_at(value->as.place).get_array().get(array) != SUCCESS)
    return cursor;
  keep(array.begin(), cursor.place);
  keep(array.end(), cursor.end);
  return cursor;
}

bool csimdjson_next(csimdjson_cursor *cursor, csimdjson_value *element) {
  *element = csimdjson_value();
  if (cursor->place[0] == nullptr) return false;
  dom::array::iterator place;
  dom::array::iterator end;
  std::memcpy(static_cast<void *>(&place), cursor->place, sizeof(place));
  std::memcpy(static_cast<void *>(&end), cursor->end, sizeof(end));
  if (!(place != end)) return false;
  describe(*place, element);
  keep(++place, cursor->place);
  return true;
}
}
