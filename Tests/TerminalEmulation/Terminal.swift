/// What a terminal makes of the bytes that are written to it: written by ECMA-48 and the VT220's
/// manual, and knowing nothing of who writes. It has no end at its top or bottom, so nothing is ever
/// out of sight; a line feed also returns the carriage, as the system's terminal driver has it.
public struct Terminal {
  /// What happens to lines that are too long for a terminal that becomes narrower.
  public enum Narrowing: CaseIterable, Sendable {
    /// They are wrapped anew, and joined again when it becomes wider: VTE, kitty, tmux.
    case rewraps
    /// They are cut off: xterm.
    case cutsOff
  }

  /// A character and those that combine with it; the second half of a wide one has no text.
  private struct Cell {
    var text: String
    var isSecondHalf = false
  }

  private struct Row {
    var cells: [Cell] = []
    /// Whether the next row goes on with the same line.
    var isContinued = false
  }

  /// Its width.
  public private(set) var columns: Int
  private let narrowing: Narrowing
  private var rows = [Row()]
  private var row = 0
  /// Where the next character goes.
  public private(set) var column = 0
  /// DECTCEM.
  public private(set) var isCursorVisible = true
  /// DECAWM.
  public private(set) var wrapsAutomatically = true
  /// Whether text has been shown in colour or another style.
  public private(set) var hasStyles = false
  /// Sequences that it does not know.
  public private(set) var unknown: [String] = []
  /// Written to the last column, it wraps with the next character.
  private var isWrapPending = false
  /// Bytes that are no whole character or sequence yet.
  private var rest: [UInt8] = []

  /// An empty one.
  public init(columns: Int, _ narrowing: Narrowing) {
    self.columns = columns
    self.narrowing = narrowing
  }

  /// What stands in it: lines as they were written, wherever they wrap, without spaces at their ends.
  public var lines: [String] { logicalLines.map { Self.text($0.cells) } }

  /// The line that the cursor is in, and the rows that it takes.
  public var cursorLine: (index: Int, rows: Int) {
    var first = 0
    for (index, line) in logicalLines.enumerated() {
      if row < first + line.rows { return (index, line.rows) }
      first += line.rows
    }
    return (logicalLines.count - 1, 1)
  }

  /// Whether the cursor is in the first row of its line.
  public var isAtStartOfLine: Bool { row == 0 || !rows[row - 1].isContinued }

  private static func text(_ cells: [Cell]) -> String {
    var text = cells.map(\.text).joined()
    while text.last == " " { text.removeLast() }
    return text
  }

  private var logicalLines: [(cells: [Cell], rows: Int)] {
    var lines: [(cells: [Cell], rows: Int)] = []
    var isOpen = false
    for row in rows {
      if isOpen {
        lines[lines.count - 1].cells += row.cells
        lines[lines.count - 1].rows += 1
      } else {
        lines.append((row.cells, 1))
      }
      isOpen = row.isContinued
    }
    return lines
  }

  // MARK: Resizing

  /// Changes its width.
  public mutating func resize(to columns: Int) {
    isWrapPending = false
    switch narrowing {
    case .cutsOff:
      for index in rows.indices where rows[index].cells.count > columns {
        rows[index].cells.removeLast(rows[index].cells.count - columns)
      }
      column = min(column, columns - 1)
      self.columns = columns
    case .rewraps:
      rewrap(to: columns)
    }
  }

  private mutating func rewrap(to columns: Int) {
    let (line, _) = cursorLine
    var first = row
    while first > 0, rows[first - 1].isContinued { first -= 1 }
    // How many cells of its line are before the cursor.
    let before = rows[first..<row].reduce(column) { $0 + $1.cells.count }
    var newRows: [Row] = []
    var cursor = (row: 0, column: 0)
    for (index, logical) in logicalLines.enumerated() {
      var wrapped = [Row()]
      var count = 0
      for (position, cell) in logical.cells.enumerated() {
        let isWide =
          position + 1 < logical.cells.count && logical.cells[position + 1].isSecondHalf
        let needed = isWide ? 2 : 1
        if !cell.isSecondHalf, wrapped[wrapped.count - 1].cells.count + needed > columns {
          wrapped[wrapped.count - 1].isContinued = true
          wrapped.append(Row())
        }
        if index == line, count == before {
          cursor = (
            newRows.count + wrapped.count - 1, wrapped[wrapped.count - 1].cells.count
          )
        }
        wrapped[wrapped.count - 1].cells.append(cell)
        count += 1
      }
      if index == line, before >= count {
        let column = wrapped[wrapped.count - 1].cells.count + before - count
        cursor = (newRows.count + wrapped.count - 1, min(column, columns - 1))
      }
      newRows += wrapped
    }
    rows = newRows
    (row, column) = cursor
    self.columns = columns
  }

  // MARK: Writing

  /// Takes text.
  public mutating func write(_ text: String) { write(Array(text.utf8)) }

  /// Takes bytes, which may end within a character or a sequence.
  public mutating func write(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      rest.append(byte)
      if rest[0] == 0x1B {
        takeSequence()
      } else if rest[0] < 0x20 || rest[0] == 0x7F {
        control(rest[0])
        rest = []
      } else if let text = String(validating: rest, as: UTF8.self),
        let scalar = text.unicodeScalars.first
      {
        rest = []
        put(scalar)
      } else if rest.count >= 4 {
        unknown.append("bytes \(rest)")
        rest = []
      }
    }
  }

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x0D:
      column = 0
      isWrapPending = false
    case 0x0A:
      rows[row].isContinued = false
      row += 1
      if row == rows.count { rows.append(Row()) }
      column = 0
      isWrapPending = false
    default:
      unknown.append("control \(byte)")
    }
  }

  private mutating func takeSequence() {
    guard rest.count > 2 else {
      if rest.count == 2, rest[1] != UInt8(ascii: "[") {
        unknown.append(String(decoding: rest, as: UTF8.self))
        rest = []
      }
      return
    }
    guard let last = rest.last, (0x40...0x7E).contains(last) else { return }
    let sequence = String(decoding: rest.dropFirst(2), as: UTF8.self)
    rest = []
    switch sequence {
    case "J":
      eraseToEndOfRow()
      rows.removeLast(rows.count - 1 - row)
    case "K":
      eraseToEndOfRow()
    case "?7l":
      wrapsAutomatically = false
      isWrapPending = false
    case "?7h": wrapsAutomatically = true
    case "?25l": isCursorVisible = false
    case "?25h": isCursorVisible = true
    case _ where sequence.hasSuffix("m"): hasStyles = true
    default: unknown.append(sequence)
    }
  }

  private mutating func eraseToEndOfRow() {
    isWrapPending = false
    if rows[row].cells.count > column {
      rows[row].cells.removeLast(rows[row].cells.count - column)
    }
    rows[row].isContinued = false
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = SystemCellWidth.of(scalar)
    if width == 0 {
      let last = isWrapPending ? column : column - 1
      if last >= 0, last < rows[row].cells.count {
        rows[row].cells[last].text.unicodeScalars.append(scalar)
      }
      return
    }
    if isWrapPending || (column + width > columns && wrapsAutomatically) {
      rows[row].isContinued = true
      row += 1
      if row == rows.count { rows.append(Row()) }
      column = 0
      isWrapPending = false
    }
    // Without wrapping, what has no room overwrites the last of what has.
    column = max(0, min(column, columns - width))
    while rows[row].cells.count < column + width { rows[row].cells.append(Cell(text: " ")) }
    if rows[row].cells[column].isSecondHalf { rows[row].cells[column - 1].text = " " }
    rows[row].cells[column] = Cell(text: String(scalar))
    if width == 2 { rows[row].cells[column + 1] = Cell(text: "", isSecondHalf: true) }
    let next = column + width
    if next < rows[row].cells.count, rows[row].cells[next].isSecondHalf {
      rows[row].cells[next] = Cell(text: " ")
    }
    if next >= columns {
      column = columns - 1
      isWrapPending = wrapsAutomatically
    } else {
      column = next
    }
  }
}
