using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SPAgent.Notebooks;

/// <summary>A line of a cell that speaks to the engine: <c>#r "…"</c>, <c>#load "…"</c>, <c>#!time</c>.</summary>
/// <param name="Name">With its mark: <c>#r</c>, <c>#!import</c>.</param>
/// <param name="Argument">The rest of the line, without quotation marks.</param>
/// <param name="Line">Line within the cell, from 1.</param>
internal sealed record CellDirective(string Name, string Argument, int Line);

/// <summary>A cell, taken apart: its directives, and its C# with blank lines in their place.</summary>
internal sealed record CellText(string Code, IReadOnlyList<CellDirective> Directives)
{
    public static readonly CSharpParseOptions ParseOptions =
        CSharpParseOptions.Default.WithKind(SourceCodeKind.Script).WithLanguageVersion(LanguageVersion.Latest);

    // Languages whose cells are shown, not compiled: everything below the mark belongs to them.
    private static readonly string[] s_shown = ["#!markdown", "#!html"];

    public static CellText Parse(string source)
    {
        if (!source.Contains('#', StringComparison.Ordinal)) return new CellText(source, []);
        string[] lines = source.Split('\n');
        HashSet<int>? insideTokens = null;
        var directives = new List<CellDirective>();
        for (int index = 0; index < lines.Length; index++)
        {
            if (Directive(lines[index], index + 1) is not { } directive) continue;
            if ((insideTokens ??= LinesInsideTokens(source)).Contains(index)) continue;
            if (s_shown.Contains(directive.Name))
            {
                directives.Add(directive with { Argument = string.Join('\n', lines[(index + 1)..]) });
                return new CellText(string.Join('\n', lines[..index]), directives);
            }

            directives.Add(directive);
            lines[index] = "";
        }

        return new CellText(string.Join('\n', lines), directives);
    }

    private static CellDirective? Directive(string line, int number)
    {
        ReadOnlySpan<char> text = line.AsSpan().Trim();
        if (text is not ['#', ..]) return null;
        int space = text.IndexOfAny(' ', '\t', '"');
        ReadOnlySpan<char> name = space < 0 ? text : text[..space];
        if (name is not ("#r" or "#i" or "#load") && !name.StartsWith("#!")) return null;
        return new CellDirective(name.ToString(), space < 0 ? "" : Unquoted(text[space..].Trim()), number);
    }

    private static string Unquoted(ReadOnlySpan<char> argument)
    {
        if (argument is not ['"', ..]) return argument.ToString();
        int end = argument[1..].IndexOf('"');
        return argument[1..(end < 0 ? argument.Length : end + 1)].ToString();
    }

    // A line of a long string or comment may look like a directive.
    private static HashSet<int> LinesInsideTokens(string source)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(source, ParseOptions);
        var inside = new HashSet<int>();
        foreach (SyntaxToken token in tree.GetRoot().DescendantTokens())
        {
            Add(tree.GetLineSpan(token.Span));
            foreach (SyntaxTrivia trivia in token.LeadingTrivia.Concat(token.TrailingTrivia))
            {
                if (trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)) Add(tree.GetLineSpan(trivia.Span));
            }
        }

        return inside;

        void Add(FileLinePositionSpan span)
        {
            for (int line = span.StartLinePosition.Line + 1; line <= span.EndLinePosition.Line; line++) inside.Add(line);
        }
    }
}
