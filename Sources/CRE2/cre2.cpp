#include "cre2.h"

#include <re2/re2.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

struct cre2_pattern {
  RE2 expression;
  cre2_pattern(re2::StringPiece text, const RE2::Options &options) : expression(text, options) {}
};

static re2::StringPiece piece(const char *text, size_t length) {
  return re2::StringPiece(text == nullptr ? "" : text, length);
}

static char *copied(const std::string &text) {
  char *copy = static_cast<char *>(std::malloc(text.size() + 1));
  if (copy == nullptr) std::abort();
  std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

extern "C" {

cre2_pattern *cre2_compile(const char *text, size_t length, bool ignores_case,
                           long long memory_limit) {
  RE2::Options options(RE2::Quiet);
  options.set_case_sensitive(!ignores_case);
  options.set_max_mem(memory_limit);
  return new cre2_pattern(piece(text, length), options);
}

void cre2_free(cre2_pattern *pattern) { delete pattern; }

const char *cre2_error(const cre2_pattern *pattern) {
  return pattern->expression.ok() ? nullptr : pattern->expression.error().c_str();
}

const char *cre2_error_part(const cre2_pattern *pattern) {
  return pattern->expression.error_arg().c_str();
}

int cre2_group_count(const cre2_pattern *pattern) {
  return pattern->expression.NumberOfCapturingGroups();
}

bool cre2_matches(const cre2_pattern *pattern, const char *text, size_t length) {
  return pattern->expression.Match(piece(text, length), 0, length, RE2::UNANCHORED, nullptr, 0);
}

bool cre2_find(const cre2_pattern *pattern, const char *text, size_t length, size_t start,
               int group, long *first, long *end) {
  re2::StringPiece whole = piece(text, length);
  std::vector<re2::StringPiece> groups(static_cast<size_t>(group) + 1);
  if (!pattern->expression.Match(whole, start, length, RE2::UNANCHORED, groups.data(), group + 1))
    return false;
  const re2::StringPiece &found = groups[static_cast<size_t>(group)];
  *first = found.data() == nullptr ? -1 : found.data() - whole.data();
  *end = found.data() == nullptr ? -1 : *first + static_cast<long>(found.size());
  return true;
}

char *cre2_replace_all(const cre2_pattern *pattern, const char *text, size_t length,
                       const char *rewrite, size_t rewrite_length, size_t limit,
                       size_t *result_length) {
  // RE2's own GlobalReplace knows no bound, and its result can be as large as the square of what
  // goes in.
  const RE2 &expression = pattern->expression;
  const re2::StringPiece whole = piece(text, length);
  const re2::StringPiece replacement = piece(rewrite, rewrite_length);
  const int count = 1 + RE2::MaxSubmatch(replacement);
  std::vector<re2::StringPiece> groups(static_cast<size_t>(count));
  std::string result;
  size_t place = 0;
  bool has_last = false;
  size_t last_end = 0;
  while (place <= length && result.size() <= limit &&
         expression.Match(whole, place, length, RE2::UNANCHORED, groups.data(), count)) {
    const size_t start = static_cast<size_t>(groups[0].data() - whole.data());
    result.append(whole.data() + place, start - place);
    if (groups[0].empty() && has_last && start == last_end) {
      // An empty match right behind a match is none: pass over one character.
      if (start >= length) {
        place = length;
        break;
      }
      size_t next = start + 1;
      while (next < length && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
      result.append(whole.data() + start, next - start);
      place = next;
      has_last = false;
      continue;
    }
    expression.Rewrite(&result, replacement, groups.data(), count);
    place = last_end = start + groups[0].size();
    has_last = true;
  }
  if (place < length) result.append(whole.data() + place, length - place);
  if (result.size() > limit) return nullptr;
  *result_length = result.size();
  return copied(result);
}

bool cre2_match_range(const cre2_pattern *pattern, int length, char **least,
                      size_t *least_length, char **greatest, size_t *greatest_length) {
  std::string low, high;
  if (!pattern->expression.PossibleMatchRange(&low, &high, length)) return false;
  *least = copied(low);
  *least_length = low.size();
  *greatest = copied(high);
  *greatest_length = high.size();
  return true;
}

void cre2_free_text(char *text) { std::free(text); }
}
