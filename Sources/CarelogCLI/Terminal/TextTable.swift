/// Lists for people: columns two blanks apart, cut to the width of the terminal, without lines around them.
///
/// Pure. Cells may hold anything: what would move the cursor is made visible.
struct TextTable {
    /// One column.
    struct Column {
        /// Stands above it.
        let title: String
        /// Where shorter cells stand.
        var alignment = Alignment.left
        /// The least width it is cut to when there is too little room; nil: it is never cut.
        var columnsMin: Int?
    }

    /// Where a cell that is shorter than its column stands in it.
    enum Alignment {
        case left
        case right
    }

    /// A cell: a text and how to paint it.
    struct Cell: ExpressibleByStringLiteral {
        /// What it says.
        let text: String
        /// Used only where there is colour.
        let style: TerminalStyle?

        init(_ text: String, _ style: TerminalStyle? = nil) {
            self.text = text
            self.style = style
        }

        init(stringLiteral text: String) {
            self.init(text)
        }
    }

    private static let gap = "  "

    private let columns: [Column]
    private var rows: [[Cell]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row. **Range** as many cells as there are columns.
    mutating func add(_ cells: [Cell]) {
        precondition(cells.count == columns.count, "\(cells.count) cells for \(columns.count) columns")
        rows.append(cells.map { Cell(VisibleText.line($0.text), $0.style) })
    }

    /// The title's line and those of the rows.
    ///
    /// - Parameter screen: its width; nil width for a file, where nothing is cut.
    func lines(for screen: Screen) -> [String] {
        let widths = fitted(screen.columns)
        let title = line(columns.map { Cell(VisibleText.line($0.title), .bold) }, widths, screen)
        return [title] + rows.map { line($0, widths, screen) }
    }

    /// Natural widths, the widest of those that may be cut losing a column at a time until all fit.
    private func fitted(_ room: Int?) -> [Int] {
        var widths = columns.indices.map { column in
            rows.reduce(DisplayWidth.of(columns[column].title)) { max($0, DisplayWidth.of($1[column].text)) }
        }
        guard let room else { return widths }
        let gaps = Self.gap.utf8.count * max(0, columns.count - 1)
        var excess = widths.reduce(gaps, +) - room
        while excess > 0 {
            let cuttable = columns.indices.filter { widths[$0] > columns[$0].columnsMin ?? .max }
            guard let widest = cuttable.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ screen: Screen) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let text = Self.cut(cell.text, to: widths[column])
            let padding = String(repeating: " ", count: widths[column] - DisplayWidth.of(text))
            let isLast = column == cells.count - 1
            let painted = cell.style.map { $0.paint(text, screen) } ?? text
            switch columns[column].alignment {
            case .left: line += isLast ? painted : painted + padding
            case .right: line += padding + painted
            }
            if !isLast { line += Self.gap }
        }
        return String(line.reversed().drop { $0 == " " }.reversed())
    }

    /// The beginning of a text that fits so many columns, with a sign that more was there.
    static func cut(_ text: String, to columns: Int) -> String {
        if DisplayWidth.of(text) <= columns { return text }
        if columns < 1 { return "" }
        var used = 1
        let kept = text.prefix { character in
            used += DisplayWidth.of(character)
            return used <= columns
        }
        return kept + "…"
    }
}
