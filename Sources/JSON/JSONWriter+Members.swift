extension JSONWriter {
    /// A member with a string.
    package mutating func member(_ key: StaticString, _ value: String) {
        self.key(key)
        string(value)
    }

    /// A member with an integer. Range: ±(2^53-1).
    package mutating func member(_ key: StaticString, _ value: Int64) {
        self.key(key)
        int(value)
    }

    /// A member with an integer. Range: ±(2^53-1).
    package mutating func member(_ key: StaticString, _ value: Int) {
        self.key(key)
        int(value)
    }

    /// A member with a truth value.
    package mutating func member(_ key: StaticString, _ value: Bool) {
        self.key(key)
        bool(value)
    }

    /// A member with an array of strings.
    package mutating func member(_ key: StaticString, _ values: [String]) {
        self.key(key)
        beginArray()
        for value in values { string(value) }
        endArray()
    }

    /// A member with one of our types.
    package mutating func member(_ key: StaticString, _ value: some JSONEncodable) {
        self.key(key)
        value.write(to: &self)
    }

    /// A member with an array of one of our types.
    package mutating func member(_ key: StaticString, _ values: [some JSONEncodable]) {
        self.key(key)
        beginArray()
        for value in values { value.write(to: &self) }
        endArray()
    }

    /// A member, left out if there is nothing.
    package mutating func member(ifPresent key: StaticString, _ value: String?) {
        if let value { member(key, value) }
    }

    /// A member, left out if there is nothing.
    package mutating func member(ifPresent key: StaticString, _ value: Int64?) {
        if let value { member(key, value) }
    }

    /// A member, left out if there is nothing.
    package mutating func member(ifPresent key: StaticString, _ value: Int?) {
        if let value { member(key, value) }
    }

    /// A member, left out if there is nothing.
    package mutating func member(ifPresent key: StaticString, _ value: Bool?) {
        if let value { member(key, value) }
    }

    /// A member, left out if there is nothing.
    package mutating func member(ifPresent key: StaticString, _ values: [String]?) {
        if let values { member(key, values) }
    }

    /// A member, left out if there is nothing.
    package mutating func member(ifPresent key: StaticString, _ value: (some JSONEncodable)?) {
        if let value { member(key, value) }
    }
}
