using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Code as a model means it, where Python could not read it as it is written.</summary>
internal static partial class CodeText
{
    /// <summary>
    /// The code without a fence or quotes around it, without a margin that all its lines have, without a byte order
    /// mark, and indented by blanks.
    /// </summary>
    public static string Meant(string written)
    {
        string code = LooseJson.Unfenced(Unquoted(written)).Replace("\uFEFF", "", StringComparison.Ordinal);
        if (code.Contains('\u00A0')) code = Indent().Replace(code, indent => indent.Value.Replace('\u00A0', ' '));
        return Outdented(code);
    }

    // A literal alone would do nothing.
    private static string Unquoted(string written)
    {
        ReadOnlySpan<char> trimmed = written.AsSpan().Trim();
        return trimmed is ['"', .., '"'] && LooseJson.Read(written, written.IndexOf('"'))
            is { Repairs.Count: 0, Value.ValueKind: JsonValueKind.String } text
            && string.IsNullOrWhiteSpace(written[text.End..])
            && text.Value.GetString()!.AsSpan().ContainsAny('\n', '=', '(') ? text.Value.GetString()! : written;
    }

    private static string Outdented(string code)
    {
        string margin = Margin().Match(code).Groups["margin"].Value;
        if (margin.Length == 0) return code;
        string[] lines = code.Split('\n');
        return lines.All(line => string.IsNullOrWhiteSpace(line) || line.StartsWith(margin, StringComparison.Ordinal))
            ? string.Join('\n',
                lines.Select(line => line.Length < margin.Length ? line.TrimStart() : line[margin.Length..]))
            : code;
    }

    [GeneratedRegex(@"\A(?:[ \t]*\r?\n)*(?<margin>[ \t]+)(?=\S)")]
    private static partial Regex Margin();

    [GeneratedRegex(@"^[ \t\u00A0]+", RegexOptions.Multiline)]
    private static partial Regex Indent();
}
