using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SPAgent.Notebooks;

/// <summary>What can be written between the parentheses of a call.</summary>
internal static class SignatureQuestion
{
    private const int MostSignatures = 20;

    private static readonly SymbolDisplayFormat s_format =
        SymbolDisplayFormat.MinimallyQualifiedFormat.AddParameterOptions(
        SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeParamsRefOut);

    /// <summary>All signatures of the call around the position, the fitting one first, and what its current argument
    /// means; null outside of calls.</summary>
    public static string? Describe(SemanticModel model, SyntaxNode root, int position)
    {
        SyntaxNode? node = root.FindToken(Math.Max(0, position - 1)).Parent;
        // Behind the closing parenthesis the call is over.
        BaseArgumentListSyntax? list = node?.AncestorsAndSelf().OfType<BaseArgumentListSyntax>()
            .FirstOrDefault(list => list.SpanStart < position
                && (list.GetLastToken(includeZeroWidth: true).IsMissing || position < list.Span.End));
        if (list?.Parent is not { } call) return null;
        IMethodSymbol[] methods = [.. Candidates(model, call)];
        if (methods.Length == 0) return null;
        int argument = list.Arguments.GetSeparators().Count(comma => comma.SpanStart < position);
        IMethodSymbol best = model.GetSymbolInfo(call).Symbol as IMethodSymbol ??
            methods.FirstOrDefault(method => method.Parameters.Length > argument) ?? methods[0];
        IEnumerable<string> lines = methods.Where(method => !SymbolEqualityComparer.Default.Equals(method, best))
            .Prepend(best)
            .Take(MostSignatures).Select(method => method.ToDisplayString(s_format));
        string told = string.Join('\n', lines)
            + (methods.Length > MostSignatures ? $"\n… {methods.Length - MostSignatures} more" : "");
        if (CellQuestions.Documentation(best, "summary") is { Length: > 0 } summary) told += "\n\n" + summary;
        if (Current(best, list, argument) is { } parameter
            && CellQuestions.Documentation(best, "param", parameter.Name) is { Length: > 0 } meaning)
        {
            told += $"\n\n{parameter.Name}: {meaning}";
        }

        return told;
    }

    private static IEnumerable<IMethodSymbol> Candidates(SemanticModel model, SyntaxNode call) => call switch
    {
        InvocationExpressionSyntax invocation =>
            model.GetMemberGroup(invocation.Expression).OfType<IMethodSymbol>() is var group && group.Any()
            ? group
            : model.GetTypeInfo(invocation.Expression).Type is INamedTypeSymbol { DelegateInvokeMethod: { } invoke }
            ? [invoke] : [],
        BaseObjectCreationExpressionSyntax creation =>
            model.GetTypeInfo(creation) is var found && (found.Type ?? found.ConvertedType) is INamedTypeSymbol type
            ? type.InstanceConstructors.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public)
            : [],
        _ => [],
    };

    private static IParameterSymbol? Current(IMethodSymbol method, BaseArgumentListSyntax list, int argument)
    {
        string? name = argument < list.Arguments.Count
            ? list.Arguments[argument].NameColon?.Name.Identifier.Text : null;
        if (name is not null) return method.Parameters.FirstOrDefault(parameter => parameter.Name == name);
        if (argument < method.Parameters.Length) return method.Parameters[argument];
        return method.Parameters is [.., { IsParams: true } last] ? last : null;
    }
}
