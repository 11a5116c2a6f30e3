using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SPAgent.Notebooks;

/// <summary>A word that could stand at the cursor.</summary>
/// <param name="Text">The word.</param>
/// <param name="Kind">Function, property, class, namespace, instance or keyword, in the words that front ends draw
/// icons for.</param>
internal sealed record CellCompletion(string Text, string Kind);

/// <summary>Whether a piece of code is a whole cell.</summary>
internal enum CellCompleteness
{
    Complete,
    Incomplete,
    Invalid,
}

/// <summary>What an editor asks about code that is being written, on top of the cells that were run.</summary>
internal sealed class CellQuestions(CellCompiler compiler)
{
    private const int MostCompletions = 1000;
    private static readonly string[] s_directives =
        [.. CellDirectives.Known.Select(magic => magic.Name.Split(' ')[0]).Distinct()];

    /// <summary>Whether Enter should run the code or begin a new line.</summary>
    public static CellCompleteness Completeness(string source)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(CellText.Parse(source).Code, CellText.ParseOptions);
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return CellCompleteness.Incomplete;
        return tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            ? CellCompleteness.Invalid
            : CellCompleteness.Complete;
    }

    /// <summary>The words that fit at the cursor, in alphabetic order, and where the word begins that they
    /// replace.</summary>
    public (int Start, IReadOnlyList<CellCompletion> Words) Complete(string source, int cursor)
    {
        cursor = Math.Clamp(cursor, 0, source.Length);
        int line = cursor == 0 ? 0 : source.LastIndexOf('\n', cursor - 1) + 1;
        if (source.AsSpan(line, cursor - line).TrimStart() is ['#', ..]
            && !source.AsSpan(line, cursor - line).Contains(' '))
        {
            int mark = source.IndexOf('#', line);
            IEnumerable<string> fitting =
                s_directives.Where(word => word.StartsWith(source[mark..cursor], StringComparison.Ordinal));
            return (mark, [.. fitting.Select(word => new CellCompletion(word, "magic"))]);
        }

        int start = cursor;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(source[start - 1])) start--;
        string prefix = source[start..cursor];
        // Directive lines become empty, so the position is counted from the end of the code's own text.
        (SemanticModel model, SyntaxNode root, int shift) = Model(source, cursor);
        int position = start - shift;
        if (position < 0) return (cursor, []);
        IEnumerable<CellCompletion> words = Receiver(root, position) is { } receiver
            ? Members(model, receiver, position)
            : InitializerQuestion.Members(model, root, position) is { } settable ? settable.Select(Word)
            : model.LookupSymbols(position).Select(Word).Concat(Keywords());
        return (start,
            [.. words.Where(word => word.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
                && word.Text.Length > 0)
            .DistinctBy(word => word.Text).OrderBy(word => word.Text, StringComparer.OrdinalIgnoreCase)
            .Take(MostCompletions)]);
    }

    /// <summary>The declaration and the summary of what stands at the cursor; null when that is nothing
    /// known.</summary>
    public string? Inspect(string source, int cursor)
    {
        cursor = Math.Clamp(cursor, 0, source.Length);
        (SemanticModel model, SyntaxNode root, int shift) = Model(source, cursor);
        int position = Math.Max(0, cursor - shift);
        SyntaxToken token = root.FindToken(position);
        if (!token.IsKind(SyntaxKind.IdentifierToken) && position > 0) token = root.FindToken(position - 1);
        if (!token.IsKind(SyntaxKind.IdentifierToken)
            && SignatureQuestion.Describe(model, root, position) is { } signatures) return signatures;
        if (token.Parent is not { } node) return null;
        SymbolInfo info = model.GetSymbolInfo(node);
        ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault() ?? model.GetDeclaredSymbol(node);
        if (symbol is null) return null;
        string summary = Documentation(symbol, "summary");
        return symbol.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)
            + (summary.Length == 0 ? "" : "\n\n" + summary);
    }

    private (SemanticModel Model, SyntaxNode Root, int Shift) Model(string source, int cursor)
    {
        int shift = source[..cursor].Length - CellText.Parse(source[..cursor]).Code.Length;
        SyntaxTree tree = CSharpSyntaxTree.ParseText(CellText.Parse(source).Code, CellText.ParseOptions);
        return (compiler.Question(tree).GetSemanticModel(tree), tree.GetRoot(), shift);
    }

    // The expression before the dot, when the word at the position follows one.
    private static ExpressionSyntax? Receiver(SyntaxNode root, int position)
    {
        if (position == 0) return null;
        SyntaxToken token = root.FindToken(position - 1);
        return token.Parent switch
        {
            MemberAccessExpressionSyntax access when access.OperatorToken == token => access.Expression,
            QualifiedNameSyntax name when name.DotToken == token => name.Left,
            MemberBindingExpressionSyntax binding when binding.OperatorToken == token =>
                binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
            _ => null,
        };
    }

    private static IEnumerable<CellCompletion> Members(SemanticModel model, SyntaxNode receiver, int position)
    {
        ISymbol? symbol = model.GetSymbolInfo(receiver).Symbol;
        if (symbol is INamespaceOrTypeSymbol container)
        {
            return model.LookupSymbols(position, container)
                .Where(member => container is INamespaceSymbol || member.IsStatic || member is ITypeSymbol)
                .Select(Word);
        }

        ITypeSymbol? type = model.GetTypeInfo(receiver).Type;
        return type is null or IErrorTypeSymbol ? []
            : model.LookupSymbols(position, type, includeReducedExtensionMethods: true)
            .Where(member => !member.IsStatic && member is not ITypeSymbol).Select(Word);
    }

    private static CellCompletion Word(ISymbol symbol) => new(
        symbol.CanBeReferencedByName ? symbol.Name : "",
        symbol switch
        {
            IMethodSymbol => "function",
            IPropertySymbol or IFieldSymbol or IEventSymbol => "property",
            INamespaceSymbol => "namespace",
            ITypeSymbol => "class",
            _ => "instance",
        });

    private static IEnumerable<CellCompletion> Keywords() =>
        SyntaxFacts.GetKeywordKinds().Select(SyntaxFacts.GetText).Where(word => !word.StartsWith('_'))
            .Select(word => new CellCompletion(word, "keyword"));

    /// <summary>A part of a symbol's documentation as one line; empty when it has none.</summary>
    public static string Documentation(ISymbol symbol, string part, string? name = null)
    {
        if (symbol.GetDocumentationCommentXml() is not { Length: > 0 } documentation) return "";
        XElement? summary;
        try
        {
            summary = XElement.Parse(documentation).DescendantsAndSelf(part)
                .FirstOrDefault(found => name is null || (string?)found.Attribute("name") == name);
        }
        catch (XmlException)
        {
            // A broken description is none.
            return "";
        }

        if (summary is null) return "";
        IEnumerable<string> words = summary.DescendantNodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement element when (element.Attribute("cref") ?? element.Attribute("name")
                ?? element.Attribute("langword")) is { } name =>
                name.Value.Split(':')[^1],
            _ => "",
        });
        return string.Join(' ', string.Concat(words).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
