extension JSONObjectReader {
    /// A string of at most `utf8Max` bytes.
    package mutating func string(
        _ key: StaticString, utf8Max: Int = .max, utf8Min: Int = 0
    ) throws(JSONFieldError) -> String {
        try Self.string(required(key), utf8Min: utf8Min, utf8Max: utf8Max)
    }

    /// A string of at most `utf8Max` bytes, if there is one.
    package mutating func optionalString(
        _ key: StaticString, utf8Max: Int = .max, utf8Min: Int = 0
    ) throws(JSONFieldError) -> String? {
        guard let member = optional(key) else { return nil }
        return try Self.string(member, utf8Min: utf8Min, utf8Max: utf8Max)
    }

    private static func string(_ view: JSONView, utf8Min: Int, utf8Max: Int) throws(JSONFieldError) -> String {
        let string = try view.string(utf8Max: utf8Max)
        guard string.utf8.count >= utf8Min else {
            throw view.error(.tooShort, utf8Min == 1 ? "must not be empty" : "must have at least \(utf8Min) bytes")
        }
        return string
    }

    /// An integer within `range`.
    package mutating func int64(
        _ key: StaticString, in range: ClosedRange<Int64> = -JSONLimits.integerMax...JSONLimits.integerMax
    ) throws(JSONFieldError) -> Int64 {
        try Self.int64(required(key), in: range)
    }

    /// An integer within `range`, if there is one.
    package mutating func optionalInt64(
        _ key: StaticString, in range: ClosedRange<Int64> = -JSONLimits.integerMax...JSONLimits.integerMax
    ) throws(JSONFieldError) -> Int64? {
        guard let member = optional(key) else { return nil }
        return try Self.int64(member, in: range)
    }

    /// An integer within `range`, as a machine word.
    package mutating func int(
        _ key: StaticString, in range: ClosedRange<Int> = -Int(JSONLimits.integerMax)...Int(JSONLimits.integerMax)
    ) throws(JSONFieldError) -> Int {
        Int(try int64(key, in: Int64(range.lowerBound)...Int64(range.upperBound)))
    }

    /// An integer within `range`, as a machine word, if there is one.
    package mutating func optionalInt(
        _ key: StaticString, in range: ClosedRange<Int> = -Int(JSONLimits.integerMax)...Int(JSONLimits.integerMax)
    ) throws(JSONFieldError) -> Int? {
        try optionalInt64(key, in: Int64(range.lowerBound)...Int64(range.upperBound)).map { Int($0) }
    }

    private static func int64(_ view: JSONView, in range: ClosedRange<Int64>) throws(JSONFieldError) -> Int64 {
        let value = try view.int64()
        guard range.contains(value) else {
            throw view.error(.outOfRange, "must lie in \(range.lowerBound)...\(range.upperBound)")
        }
        return value
    }

    /// A truth value.
    package mutating func bool(_ key: StaticString) throws(JSONFieldError) -> Bool {
        try required(key).bool()
    }

    /// A truth value, if there is one.
    package mutating func optionalBool(_ key: StaticString) throws(JSONFieldError) -> Bool? {
        guard let member = optional(key) else { return nil }
        return try member.bool()
    }

    /// Strings of `utf8Min ... utf8Max` bytes each, at most `countMax` of them.
    package mutating func strings(
        _ key: StaticString, countMax: Int = .max, utf8Max: Int = .max, utf8Min: Int = 0
    ) throws(JSONFieldError) -> [String] {
        try Self.strings(required(key), countMax: countMax, utf8Min: utf8Min, utf8Max: utf8Max)
    }

    /// The same, if there is an array.
    package mutating func optionalStrings(
        _ key: StaticString, countMax: Int = .max, utf8Max: Int = .max, utf8Min: Int = 0
    ) throws(JSONFieldError) -> [String]? {
        guard let member = optional(key) else { return nil }
        return try Self.strings(member, countMax: countMax, utf8Min: utf8Min, utf8Max: utf8Max)
    }

    private static func strings(
        _ view: JSONView, countMax: Int, utf8Min: Int, utf8Max: Int
    ) throws(JSONFieldError) -> [String] {
        var strings: [String] = []
        for element in try view.elements(countMax: countMax) {
            strings.append(try string(element, utf8Min: utf8Min, utf8Max: utf8Max))
        }
        return strings
    }

    /// A nested object.
    package mutating func object(_ key: StaticString) throws(JSONFieldError) -> JSONObjectReader {
        try JSONObjectReader(required(key))
    }

    /// A nested object, if there is one.
    package mutating func optionalObject(_ key: StaticString) throws(JSONFieldError) -> JSONObjectReader? {
        guard let member = optional(key) else { return nil }
        return try JSONObjectReader(member)
    }

    /// The elements of an array, at most `countMax` of them.
    package mutating func array(_ key: StaticString, countMax: Int = .max) throws(JSONFieldError) -> JSONElements {
        try required(key).elements(countMax: countMax)
    }

    /// The elements of an array, if there is one.
    package mutating func optionalArray(
        _ key: StaticString, countMax: Int = .max
    ) throws(JSONFieldError) -> JSONElements? {
        guard let member = optional(key) else { return nil }
        return try member.elements(countMax: countMax)
    }

    /// One of our types.
    package mutating func decode<Value: JSONDecodable>(
        _ key: StaticString, as type: Value.Type = Value.self
    ) throws(JSONFieldError) -> Value {
        try Value(json: required(key))
    }

    /// One of our types, if there is one.
    package mutating func decodeIfPresent<Value: JSONDecodable>(
        _ key: StaticString, as type: Value.Type = Value.self
    ) throws(JSONFieldError) -> Value? {
        guard let member = optional(key) else { return nil }
        return try Value(json: member)
    }

    /// An array of one of our types, at most `countMax` of them.
    package mutating func decodeArray<Value: JSONDecodable>(
        _ key: StaticString, of type: Value.Type = Value.self, countMax: Int = .max
    ) throws(JSONFieldError) -> [Value] {
        var values: [Value] = []
        for element in try array(key, countMax: countMax) { values.append(try Value(json: element)) }
        return values
    }
}
