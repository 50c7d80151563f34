extension ExpressionMeaning {
  /// The function for a condition that reads a stored field as it lies in memory, without making a
  /// value of it; nil for every other condition. The meaning is that of the general case.
  func quickTruth(_ expression: CheckedExpression) -> Predicate? {
    switch expression {
    case .matches(.field(let slot), let expression): return matches(slot, expression)
    case .compare(let comparison, .field(let slot), .constant(let constant)):
      switch constant {
      case .timestamp(let time): return word(slot, comparison, time.nanoseconds)
      case .int(let value), .bytes(let value): return word(slot, comparison, value)
      case .duration(let span): return word(slot, comparison, span.nanoseconds)
      case .string(let text): return text.isEmpty ? nil : equals(slot, comparison, text)
      case .status(let status): return equals(slot, comparison, status)
      default: return nil
      }
    case .compare(
      let comparison, .call(.later, let fields), .constant(.timestamp(let constant))):
      guard case .field(let first) = fields[0], case .field(let second) = fields[1] else {
        return nil
      }
      return later(first, second, comparison, constant.nanoseconds)
    default: return nil
    }
  }

  private func matches(_ slot: Int, _ expression: RegularExpression) -> Predicate {
    { row in
      guard row.batch.columns[slot].kind == .texts else {
        guard case .string(let text) = row.value(slot: slot) else { return .isUnknown }
        return Truth(expression.matches(text))
      }
      guard let bytes = row.batch.textBytes(slot: slot, row: row.index) else { return .isUnknown }
      return Truth(expression.matches(bytes))
    }
  }

  private func word(_ slot: Int, _ comparison: Comparison, _ constant: Int64) -> Predicate {
    switch comparison {
    case .equal: return word(slot) { $0 == constant }
    case .notEqual: return word(slot) { $0 != constant }
    case .less: return word(slot) { $0 < constant }
    case .lessOrEqual: return word(slot) { $0 <= constant }
    case .greater: return word(slot) { $0 > constant }
    case .greaterOrEqual: return word(slot) { $0 >= constant }
    }
  }

  @inline(__always)
  private func word(_ slot: Int, _ test: @escaping (Int64) -> Bool) -> Predicate {
    { row in
      let column = row.batch.columns[slot]
      guard column.kind == .words else { return .isUnknown }
      let word = column.words![row.index * column.stride]
      return word == .min ? .isUnknown : Truth(test(word))
    }
  }

  private func later(
    _ first: Int, _ second: Int, _ comparison: Comparison, _ constant: Int64
  ) -> Predicate {
    { row in
      let (left, right) = (row.batch.columns[first], row.batch.columns[second])
      guard left.kind == .words, right.kind == .words else { return .isUnknown }
      let leftWord = left.words![row.index * left.stride]
      let rightWord = right.words![row.index * right.stride]
      guard leftWord != .min, rightWord != .min else { return .isUnknown }
      return Truth(comparison.holds(orderOf(max(leftWord, rightWord), constant)))
    }
  }

  private func equals(_ slot: Int, _ comparison: Comparison, _ text: String) -> Predicate? {
    guard comparison == .equal || comparison == .notEqual else { return nil }
    let wanted = ContiguousArray(text.utf8)
    let isWanted = comparison == .equal
    return { row in
      guard row.batch.columns[slot].kind == .texts else {
        return comparison.truth(row.value(slot: slot), .string(text))
      }
      guard let bytes = row.batch.textBytes(slot: slot, row: row.index) else { return .isUnknown }
      guard bytes.count == wanted.count else { return Truth(!isWanted) }
      return Truth(bytes.elementsEqual(wanted) == isWanted)
    }
  }

  private func equals(_ slot: Int, _ comparison: Comparison, _ status: Status) -> Predicate? {
    guard comparison == .equal || comparison == .notEqual, let code = status.code else {
      return nil
    }
    let isWanted = comparison == .equal
    return { row in
      let column = row.batch.columns[slot]
      guard column.kind == .statuses else {
        return comparison.truth(row.value(slot: slot), .status(status))
      }
      let flag = column.flags![row.index * column.stride]
      return flag == 0 ? .isUnknown : Truth((flag == code + 1) == isWanted)
    }
  }
}
