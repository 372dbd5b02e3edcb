import JSON
import Testing

/// One document and what the scanner must make of it.
struct JSONVector: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    /// Nil if the document must pass.
    let code: JSONError.Code?
    /// Nil if only the code matters.
    let offset: Int?

    var testDescription: String { name }

    static func accept(_ name: String, _ text: String) -> JSONVector {
        JSONVector(name: name, bytes: Array(text.utf8), code: nil, offset: nil)
    }

    static func accept(_ name: String, bytes: [UInt8]) -> JSONVector {
        JSONVector(name: name, bytes: bytes, code: nil, offset: nil)
    }

    static func reject(_ name: String, _ code: JSONError.Code, at offset: Int? = nil, _ text: String) -> JSONVector {
        JSONVector(name: name, bytes: Array(text.utf8), code: code, offset: offset)
    }

    static func reject(
        _ name: String, _ code: JSONError.Code, at offset: Int? = nil, bytes: [UInt8]
    ) -> JSONVector {
        JSONVector(name: name, bytes: bytes, code: code, offset: offset)
    }

    /// An object with the keys k0, k1, ... and one more at its end.
    static func manyKeys(_ count: Int, andThen last: String? = nil) -> String {
        let keys = (0..<count).map { "k\($0)" } + (last.map { [$0] } ?? [])
        return "{" + keys.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
    }

    static let accepted: [JSONVector] = [
        .accept("y_empty_object", #"{}"#),
        .accept("y_empty_array", #"[]"#),
        .accept("y_null", #"null"#),
        .accept("y_true", #"true"#),
        .accept("y_false", #"false"#),
        .accept("y_zero", #"0"#),
        .accept("y_one_digit", #"7"#),
        .accept("y_negative", #"-1"#),
        .accept("y_integer_max", #"9007199254740991"#),
        .accept("y_integer_min", #"-9007199254740991"#),
        .accept("y_empty_string", "\"\""),
        .accept("y_ascii_string", #""hello, world""#),
        .accept("y_space_around", #" \#t\#r\#n[ 1 , 2 ] \#n"#),
        .accept("y_nested_arrays", #"[[[[]]]]"#),
        .accept("y_depth_32", String(repeating: "[", count: 32) + String(repeating: "]", count: 32)),
        .accept("y_members_in_any_order", #"{"b":1,"a":2}"#),
        .accept("y_keys_that_differ_in_case", #"{"a":1,"A":2}"#),
        .accept("y_empty_key", #"{"":0}"#),
        .accept("y_short_escapes", #""\"\\\/\b\f\n\r\t""#),
        .accept("y_unicode_escape", #""\u00e9\u00E9""#),
        .accept("y_surrogate_pair_escape", #""\ud83d\ude00""#),
        .accept("y_raw_two_byte_utf8", #""é""#),
        .accept("y_raw_three_byte_utf8", #""€漢字""#),
        .accept("y_raw_four_byte_utf8", #""😀𐍈""#),
        .accept("y_delete_is_no_control", bytes: [0x22, 0x7F, 0x22]),
        .accept("y_line_separator", bytes: [0x22, 0xE2, 0x80, 0xA8, 0xE2, 0x80, 0xA9, 0x22]),
        .accept("y_byte_order_mark_inside_string", bytes: [0x22, 0xEF, 0xBB, 0xBF, 0x22]),
        .accept("y_replacement_character", #""�""#),
        .accept("y_highest_scalar_allowed", bytes: [0x22, 0xF4, 0x8F, 0xBF, 0xBD, 0x22]),
        .accept(
            "y_keys_equal_only_canonically",
            bytes: [0x7B, 0x22, 0xC3, 0xA9, 0x22, 0x3A, 0x31, 0x2C, 0x22, 0x65, 0xCC, 0x81, 0x22, 0x3A, 0x32, 0x7D]),
        .accept("y_same_key_in_different_objects", #"[{"a":1},{"a":2}]"#),
        .accept("y_key_with_escape", #"{"\u0061b":1,"ac":2}"#),
        .accept("y_seventeen_members", manyKeys(17)),
        .accept("y_string_of_eight", #""12345678""#),
        .accept("y_string_of_nine_with_escape", #""12345678\n""#),
        .accept("y_control_as_escape", #""\u0001\u001f""#),
        .accept("y_last_before_surrogates", bytes: [0x22, 0xED, 0x9F, 0xBF, 0x22]),
        .accept("y_first_after_surrogates", bytes: [0x22, 0xEE, 0x80, 0x80, 0x22]),
        .accept("y_deep_object", #"{"a":{"b":{"c":[{}]}}}"#),
        .accept("y_literals_in_array", #"[null,true,false]"#),
    ]

    static let rejected: [JSONVector] = [
        .reject("n_nothing", .empty, at: 0, #""#),
        .reject("n_only_space", .empty, at: 3, #" \#n\#t"#),
        .reject("n_two_values", .trailingBytes, at: 2, #"1 2"#),
        .reject("n_trailing_comma_in_array", .unexpectedByte, at: 3, #"[1,]"#),
        .reject("n_trailing_comma_in_object", .unexpectedByte, at: 7, #"{"a":1,}"#),
        .reject("n_leading_comma", .unexpectedByte, at: 1, #"[,1]"#),
        .reject("n_double_comma", .unexpectedByte, at: 3, #"[1,,2]"#),
        .reject("n_missing_comma", .unexpectedByte, at: 3, #"[1 2]"#),
        .reject("n_missing_colon", .unexpectedByte, at: 5, #"{"a" 1}"#),
        .reject("n_double_colon", .unexpectedByte, at: 5, #"{"a"::1}"#),
        .reject("n_missing_value", .unexpectedByte, at: 5, #"{"a":}"#),
        .reject("n_number_as_key", .unexpectedByte, at: 1, #"{1:1}"#),
        .reject("n_null_as_key", .unexpectedByte, at: 1, #"{null:1}"#),
        .reject("n_bare_key", .unexpectedByte, at: 1, #"{a:1}"#),
        .reject("n_single_quotes", .unexpectedByte, at: 1, #"['a']"#),
        .reject("n_closing_mismatch", .unexpectedByte, at: 1, #"[}"#),
        .reject("n_closing_mismatch_object", .unexpectedByte, at: 6, #"{"a":1]"#),
        .reject("n_extra_close", .trailingBytes, at: 2, #"[]]"#),
        .reject("n_comma_in_place_of_value", .unexpectedByte, at: 0, #","#),
        .reject("n_comment_block", .unexpectedByte, at: 1, #"[/* no */]"#),
        .reject("n_comment_line", .trailingBytes, at: 3, #"1 \#n// no"#),
        .reject("n_hash_comment", .trailingBytes, at: 2, #"1 #"#),
        .reject("n_array_unclosed", .truncated, at: 2, #"[1"#),
        .reject("n_array_open", .truncated, at: 1, #"["#),
        .reject("n_object_open", .truncated, at: 1, #"{"#),
        .reject("n_object_unclosed", .truncated, at: 6, #"{"a":1"#),
        .reject("n_object_after_key", .truncated, at: 4, #"{"a""#),
        .reject("n_object_after_colon", .truncated, at: 5, #"{"a":"#),
        .reject("n_object_after_comma", .truncated, at: 7, #"{"a":1,"#),
        .reject("n_array_after_comma", .truncated, at: 3, #"[1,"#),
        .reject("n_depth_33", .tooDeep, at: 32, String(repeating: "[", count: 33) + String(repeating: "]", count: 33)),
        .reject("n_deep_objects", .tooDeep, at: 160, String(repeating: #"{"a":"#, count: 33)),
        .reject("n_deep_unclosed", .tooDeep, at: 32, String(repeating: "[", count: 100_000)),
        .reject("n_form_feed_as_space", .unexpectedByte, at: 0, bytes: [0x0C, 0x31]),
        .reject("n_no_break_space", .unexpectedByte, at: 0, bytes: [0xC2, 0xA0, 0x31]),
        .reject("n_nul_after_value", .trailingBytes, at: 1, bytes: [0x31, 0x00]),
        .reject("n_html", .unexpectedByte, at: 0, #"<html>"#),
        .reject("n_true_in_capitals", .unexpectedByte, at: 0, #"TRUE"#),
        .reject("n_true_cut", .truncated, at: 3, #"tru"#),
        .reject("n_true_misspelt", .unexpectedByte, at: 3, #"trux"#),
        .reject("n_true_longer", .trailingBytes, at: 4, #"truely"#),
        .reject("n_nan", .unexpectedByte, at: 0, #"NaN"#),
        .reject("n_infinity", .unexpectedByte, at: 0, #"Infinity"#),
        .reject("n_undefined", .unexpectedByte, at: 0, #"undefined"#),
        .reject("n_nul_literal", .unexpectedByte, at: 2, #"nuul"#),
        .reject("n_fraction", .notAnInteger, at: 0, #"1.5"#),
        .reject("n_fraction_zero", .notAnInteger, at: 1, #"[1.0]"#),
        .reject("n_exponent", .notAnInteger, at: 0, #"1e3"#),
        .reject("n_exponent_capital", .notAnInteger, at: 0, #"1E+3"#),
        .reject("n_negative_zero", .negativeZero, at: 0, #"-0"#),
        .reject("n_leading_zero", .leadingZero, at: 0, #"01"#),
        .reject("n_leading_zero_negative", .leadingZero, at: 1, #"-01"#),
        .reject("n_double_zero", .leadingZero, at: 0, #"00"#),
        .reject("n_plus_sign", .unexpectedByte, at: 0, #"+1"#),
        .reject("n_minus_alone", .truncated, at: 1, #"-"#),
        .reject("n_minus_minus", .invalidNumber, at: 0, #"--1"#),
        .reject("n_minus_letter", .invalidNumber, at: 0, #"-x"#),
        .reject("n_bare_fraction", .unexpectedByte, at: 0, #".5"#),
        .reject("n_fraction_without_digits", .invalidNumber, at: 0, #"1. "#),
        .reject("n_fraction_cut", .truncated, at: 2, #"1."#),
        .reject("n_exponent_without_digits", .invalidNumber, at: 0, #"1ex"#),
        .reject("n_hex_number", .trailingBytes, at: 1, #"0x10"#),
        .reject("n_grouped_digits", .trailingBytes, at: 1, #"1_000"#),
        .reject("n_integer_above_max", .integerOutOfRange, at: 0, #"9007199254740992"#),
        .reject("n_integer_below_min", .integerOutOfRange, at: 0, #"-9007199254740992"#),
        .reject("n_int64_max", .integerOutOfRange, at: 0, #"9223372036854775807"#),
        .reject("n_uint64_wraps_to_one", .integerOutOfRange, at: 0, #"18446744073709551617"#),
        .reject("n_very_long_integer", .integerOutOfRange, at: 0, String(repeating: "1", count: 400)),
        .reject("n_string_open", .truncated, at: 2, #""a"#),
        .reject("n_string_of_eight_open", .truncated, at: 9, #""12345678"#),
        .reject("n_raw_newline", .controlCharacter, at: 2, #""a\#nb""#),
        .reject("n_raw_tab", .controlCharacter, at: 1, #""\#t""#),
        .reject("n_raw_nul", .controlCharacter, at: 1, bytes: [0x22, 0x00, 0x22]),
        .reject("n_raw_control_in_key", .controlCharacter, at: 2, bytes: [0x7B, 0x22, 0x1F, 0x22, 0x3A, 0x31, 0x7D]),
        .reject(
            "n_raw_control_after_eight", .controlCharacter, at: 9,
            bytes: [0x22, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x01, 0x22]),
        .reject("n_nul_escape", .nullCharacter, at: 1, #""\u0000""#),
        .reject("n_nul_escape_in_key", .nullCharacter, at: 2, #"{"\u0000":1}"#),
        .reject("n_bad_escape", .invalidEscape, at: 1, #""\x41""#),
        .reject("n_escaped_quote_single", .invalidEscape, at: 1, #""\'""#),
        .reject("n_escape_of_space", .invalidEscape, at: 1, #""\ ""#),
        .reject("n_unicode_escape_not_hex", .invalidEscape, at: 1, #""\u00g0""#),
        .reject("n_unicode_escape_short", .invalidEscape, at: 1, #""\u12""#),
        .reject("n_unicode_escape_cut", .truncated, at: 4, #""\u1"#),
        .reject("n_unicode_escape_capital_u", .invalidEscape, at: 1, #""\U0041""#),
        .reject("n_escape_cut", .truncated, at: 2, #""\"#),
        .reject("n_lone_high_surrogate", .loneSurrogate, at: 1, #""\ud800""#),
        .reject("n_lone_low_surrogate", .loneSurrogate, at: 1, #""\udc00""#),
        .reject("n_high_high", .loneSurrogate, at: 1, #""\ud800\ud800""#),
        .reject("n_low_high", .loneSurrogate, at: 1, #""\ude00\ud83d""#),
        .reject("n_high_then_letter", .loneSurrogate, at: 1, #""\ud83dx""#),
        .reject("n_high_then_other_escape", .loneSurrogate, at: 1, #""\ud83d\n""#),
        .reject("n_high_then_cut", .truncated, at: 7, #""\ud83d"#),
        .reject("n_noncharacter_ffff", .noncharacter, at: 1, bytes: [0x22, 0xEF, 0xBF, 0xBF, 0x22]),
        .reject("n_noncharacter_fffe_escaped", .noncharacter, at: 1, #""\ufffe""#),
        .reject("n_noncharacter_fdd0", .noncharacter, at: 1, bytes: [0x22, 0xEF, 0xB7, 0x90, 0x22]),
        .reject("n_noncharacter_astral", .noncharacter, at: 1, bytes: [0x22, 0xF0, 0x9F, 0xBF, 0xBF, 0x22]),
        .reject("n_noncharacter_astral_escaped", .noncharacter, at: 1, #""\udbff\udfff""#),
        .reject("n_bom", .byteOrderMark, at: 0, bytes: [0xEF, 0xBB, 0xBF, 0x7B, 0x7D]),
        .reject("n_utf16_le", .unexpectedByte, at: 0, bytes: [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]),
        .reject("n_utf16_be_without_bom", .unexpectedByte, at: 0, bytes: [0x00, 0x7B, 0x00, 0x7D]),
        .reject("n_lone_continuation", .notUTF8, at: 1, bytes: [0x22, 0x80, 0x22]),
        .reject("n_overlong_two", .notUTF8, at: 1, bytes: [0x22, 0xC0, 0xAF, 0x22]),
        .reject("n_overlong_two_c1", .notUTF8, at: 1, bytes: [0x22, 0xC1, 0xBF, 0x22]),
        .reject("n_overlong_three", .notUTF8, at: 1, bytes: [0x22, 0xE0, 0x80, 0xAF, 0x22]),
        .reject("n_overlong_four", .notUTF8, at: 1, bytes: [0x22, 0xF0, 0x80, 0x80, 0xAF, 0x22]),
        .reject("n_overlong_nul", .notUTF8, at: 1, bytes: [0x22, 0xC0, 0x80, 0x22]),
        .reject("n_surrogate_in_utf8", .notUTF8, at: 1, bytes: [0x22, 0xED, 0xA0, 0x80, 0x22]),
        .reject("n_surrogate_pair_in_utf8", .notUTF8, at: 1, bytes: [0x22, 0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80, 0x22]),
        .reject("n_past_unicode", .notUTF8, at: 1, bytes: [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22]),
        .reject("n_five_byte_form", .notUTF8, at: 1, bytes: [0x22, 0xF8, 0x88, 0x80, 0x80, 0x80, 0x22]),
        .reject("n_byte_fe", .notUTF8, at: 1, bytes: [0x22, 0xFE, 0x22]),
        .reject("n_byte_ff", .notUTF8, at: 1, bytes: [0x22, 0xFF, 0x22]),
        .reject("n_sequence_ends_early", .notUTF8, at: 1, bytes: [0x22, 0xE2, 0x82, 0x22]),
        .reject("n_sequence_cut_by_end", .truncated, at: 3, bytes: [0x22, 0xE2, 0x82]),
        .reject("n_two_byte_then_ascii", .notUTF8, at: 2, bytes: [0x22, 0x61, 0xC3, 0x28, 0x22]),
        .reject("n_not_utf8_in_key", .notUTF8, at: 2, bytes: [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]),
        .reject("n_latin1", .notUTF8, at: 2, bytes: [0x22, 0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72, 0x22]),
        .reject("n_duplicate_key", .duplicateKey, at: 7, #"{"a":1,"a":2}"#),
        .reject("n_duplicate_empty_key", .duplicateKey, at: 6, #"{"":1,"":1}"#),
        .reject("n_duplicate_by_escape", .duplicateKey, at: 7, #"{"a":1,"\u0061":2}"#),
        .reject("n_duplicate_after_others", .duplicateKey, at: 13, #"{"a":1,"b":2,"a":3}"#),
        .reject("n_duplicate_inside", .duplicateKey, at: 14, #"{"a":[ {"b":1,"b":1}]}"#),
        .reject("n_duplicate_among_many", .duplicateKey, manyKeys(40, andThen: "k3")),
        .reject("n_duplicate_key_with_nested_between", .duplicateKey, at: 21, #"{"a":{"a":[1,2,"a"]},"a":0}"#),
    ]
}
