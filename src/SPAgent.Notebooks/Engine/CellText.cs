using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SPAgent.Notebooks;

/// <summary>A line of a cell that speaks to the engine: <c>#r "…"</c>, <c>#load "…"</c>, <c>#!time</c>.</summary>
/// <param name="Name">With its mark: <c>#r</c>, <c>#!import</c>.</param>
/// <param name="Argument">The rest of the line, without quotation marks around it.</param>
/// <param name="Line">Line within the cell, from 1.</param>
/// <param name="Body">The lines below it, for a directive that takes them: the text of <c>#!markdown</c>.</param>
internal sealed record CellDirective(string Name, string Argument, int Line, string Body = "");

/// <summary>A cell, taken apart: its directives, and its C# with blank lines in their place.</summary>
internal sealed record CellText(string Code, IReadOnlyList<CellDirective> Directives)
{
    public static readonly CSharpParseOptions ParseOptions =
        CSharpParseOptions.Default.WithKind(SourceCodeKind.Script).WithLanguageVersion(LanguageVersion.Latest);

    // These look at what the code above them has declared.
    private static readonly string[] s_inOrder = ["#!set", "#!share", "#!who", "#!whos"];

    // What follows one of these, up to the next language, is text of its own and not compiled.
    private static readonly string[] s_shown = ["#!markdown", "#!html", "#!javascript", "#!js", "#!mermaid", "#!value"];

    /// <summary>Whether a line begins C# again.</summary>
    public static bool IsCsharp(string name) =>
        name.StartsWith("#!", StringComparison.Ordinal) && IsCsharpName(name[2..]);

    /// <summary>Whether a kernel or a language of that name is C#.</summary>
    public static bool IsCsharpName(string name) => name is "csharp" or "c#" or "C#";

    /// <summary>Whether a line begins text that is shown, or a value that is kept.</summary>
    public static bool IsText(string name) => s_shown.Contains(name);

    /// <summary>
    /// The pieces of a cell that run one after the other: text in another language, and what a magic declares, keep
    /// their place in the C#. Each piece is as long as the cell up to its end, so that lines keep their numbers.
    /// </summary>
    public static IReadOnlyList<CellText> Split(string source)
    {
        if (!source.Contains('#', StringComparison.Ordinal)) return [new CellText(source, [])];
        string[] lines = source.Split('\n');
        // Without the text in other languages, which may look like the beginning of a string or a comment.
        string[] csharp = [.. lines];
        HashSet<int>? insideTokens = null;
        var pieces = new List<CellText>();
        var directives = new List<CellDirective>();
        string[] code = new string[lines.Length];
        Array.Fill(code, "");
        for (int index = 0; index < lines.Length; index++)
        {
            if (Directive(lines[index], index + 1) is not { } directive
                || (insideTokens ??= LinesInsideTokens(string.Join('\n', csharp))).Contains(index))
            {
                code[index] = lines[index];
                continue;
            }

            if (!IsText(directive.Name))
            {
                if (s_inOrder.Contains(directive.Name) && code.Any(line => !string.IsNullOrWhiteSpace(line)))
                    EndPiece(index);
                directives.Add(directive);
                continue;
            }

            int end = index + 1;
            while (end < lines.Length && !BeginsLanguage(lines[end])) end++;
            Array.Fill(csharp, "", index, end - index);
            insideTokens = null;
            // The C# above is a piece of its own.
            if (code.Any(line => !string.IsNullOrWhiteSpace(line))) EndPiece(index);
            directives.Add(directive with { Body = string.Join('\n', lines[(index + 1)..end]) });
            if (end < lines.Length) EndPiece(end);
            index = end - 1;
        }

        EndPiece(lines.Length);
        return pieces;

        void EndPiece(int end)
        {
            pieces.Add(new CellText(string.Join('\n', code[..end]), [.. directives]));
            directives.Clear();
            Array.Fill(code, "");
        }
    }

    /// <summary>All of a cell at once: its directives, and its C# at the places where it stands.</summary>
    public static CellText Parse(string source)
    {
        IReadOnlyList<CellText> pieces = Split(source);
        if (pieces.Count == 1) return pieces[0];
        string[] lines = new string[pieces[^1].Code.Count(c => c == '\n') + 1];
        Array.Fill(lines, "");
        foreach (string[] piece in pieces.Select(piece => piece.Code.Split('\n')))
        {
            for (int index = 0; index < piece.Length; index++) lines[index] += piece[index];
        }

        return new CellText(string.Join('\n', lines), [.. pieces.SelectMany(piece => piece.Directives)]);
    }

    private static bool BeginsLanguage(string line) =>
        Directive(line, 0) is { } directive && (IsText(directive.Name) || IsCsharp(directive.Name));

    private static CellDirective? Directive(string line, int number)
    {
        ReadOnlySpan<char> text = line.AsSpan().Trim();
        if (text is not ['#', ..]) return null;
        int space = text.IndexOfAny(' ', '\t', '"');
        ReadOnlySpan<char> name = space < 0 ? text : text[..space];
        // "#!/usr/bin/env dotnet-script" names the program that runs a script.
        if (name is not ("#r" or "#i" or "#load") && (!name.StartsWith("#!") || name.StartsWith("#!/"))) return null;
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
            for (int line = span.StartLinePosition.Line + 1; line <= span.EndLinePosition.Line; line++)
                inside.Add(line);
        }
    }
}
