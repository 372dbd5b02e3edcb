import JSON

/// As much of JSON Schema as `methods.json` uses; what it does not know it refuses, so that no rule goes unchecked.
struct SchemaValidator {
    let definitions: JSONValue

    /// What is wrong, each with its path; empty if nothing is.
    func problems(_ value: JSONValue, _ schema: JSONValue, path: String = "$") -> [String] {
        guard let rules = schema.objectValue else { return ["\(path): schema is no object"] }
        return rules.flatMap { check(value, rule: $0.key, $0.value, in: schema, path: path) }
    }

    private func check(
        _ value: JSONValue, rule: String, _ bound: JSONValue, in schema: JSONValue, path: String
    ) -> [String] {
        switch rule {
        case "description", "default": return []
        case "$ref": return reference(value, bound, path: path)
        case "type": return hasType(value, bound.stringValue ?? "") ? [] : ["\(path): is no \(bound)"]
        case "enum": return (bound.arrayValue ?? []).contains(value) ? [] : ["\(path): is none of \(bound)"]
        case "required":
            return bound.strings.filter { value[$0] == nil }.map { "\(path): lacks \($0)" }
        case "properties":
            return (bound.objectValue ?? []).flatMap { property in
                value[property.key].map { problems($0, property.value, path: "\(path).\(property.key)") } ?? []
            }
        case "additionalProperties":
            let known = (schema["properties"]?.objectValue ?? []).map(\.key)
            return (value.objectValue ?? []).filter { !known.contains($0.key) }.map { "\(path): has \($0.key)" }
        case "items":
            return (value.arrayValue ?? []).enumerated().flatMap { problems($1, bound, path: "\(path)[\($0)]") }
        case "oneOf":
            let passing = (bound.arrayValue ?? []).filter { problems(value, $0, path: path).isEmpty }.count
            return passing == 1 ? [] : ["\(path): fits \(passing) of oneOf"]
        case "not": return problems(value, bound, path: path).isEmpty ? ["\(path): fits what it must not"] : []
        default: return bounds(value, rule: rule, bound, path: path)
        }
    }

    private func bounds(_ value: JSONValue, rule: String, _ bound: JSONValue, path: String) -> [String] {
        let limit = Int(bound.intValue ?? 0)
        let holds: Bool? =
            switch rule {
            case "minimum": value.intValue.map { $0 >= limit }
            case "maximum": value.intValue.map { $0 <= limit }
            case "minLength": value.stringValue.map { $0.unicodeScalars.count >= limit }
            case "maxLength": value.stringValue.map { $0.unicodeScalars.count <= limit }
            case "x-utf8Max": value.stringValue.map { $0.utf8.count <= limit }
            case "minItems": value.arrayValue.map { $0.count >= limit }
            case "uniqueItems": value.arrayValue.map { all in all.allSatisfy { one in all.count { $0 == one } == 1 } }
            case "maxItems": value.arrayValue.map { $0.count <= limit }
            case "pattern":
                value.stringValue.map { text in
                    (try? Regex(bound.stringValue ?? "(")).map { text.firstMatch(of: $0) != nil } ?? false
                }
            default: false
            }
        return holds == false ? ["\(path): breaks \(rule) \(bound)"] : []
    }

    private func reference(_ value: JSONValue, _ reference: JSONValue, path: String) -> [String] {
        let prefix = "#/definitions/"
        guard let name = reference.stringValue, name.hasPrefix(prefix),
            let schema = definitions[String(name.dropFirst(prefix.count))]
        else { return ["\(path): no such definition \(reference)"] }
        return problems(value, schema, path: path)
    }

    private func hasType(_ value: JSONValue, _ type: String) -> Bool {
        switch value {
        case .object: type == "object"
        case .array: type == "array"
        case .string: type == "string"
        case .int: type == "integer"
        case .bool: type == "boolean"
        case .null: type == "null"
        }
    }
}
