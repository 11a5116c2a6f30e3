using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SPAgent.Notebooks;

/// <summary>What can be set inside the braces of <c>new X { … }</c> or <c>x with { … }</c>.</summary>
internal static class InitializerQuestion
{
    /// <summary>The members that can be set at the position and are not yet; null where no member can stand.</summary>
    public static IReadOnlyList<ISymbol>? Members(SemanticModel model, SyntaxNode root, int position)
    {
        if (position == 0) return null;
        SyntaxToken before = root.FindToken(position - 1);
        if (before.IsKind(SyntaxKind.None) || !before.IsKind(SyntaxKind.OpenBraceToken)
            && !before.IsKind(SyntaxKind.CommaToken)) before = before.GetPreviousToken();
        if (before.Parent is not InitializerExpressionSyntax braces) return null;
        if (Type(model, braces) is not { } type || type is IErrorTypeSymbol) return null;
        HashSet<string> set =
            [.. braces.Expressions.OfType<AssignmentExpressionSyntax>().Select(assigned => assigned.Left.ToString())];
        ISymbol[] members = [.. model.LookupSymbols(position, type)
            .Where(member => !member.IsStatic && !set.Contains(member.Name) && member switch
        {
            IPropertySymbol property => property is { SetMethod: not null, IsIndexer: false }
                && model.IsAccessible(position, property.SetMethod),
            IFieldSymbol field => !field.IsReadOnly,
            _ => false,
        })];
        // Items of a list are written there too, and can be anything.
        bool takesItems = type.AllInterfaces.Any(one => one.SpecialType == SpecialType.System_Collections_IEnumerable);
        return takesItems || type.TypeKind == TypeKind.Array ? null : members;
    }

    private static ITypeSymbol? Type(SemanticModel model, InitializerExpressionSyntax braces) => braces.Parent switch
    {
        WithExpressionSyntax with => model.GetTypeInfo(with.Expression).Type,
        BaseObjectCreationExpressionSyntax creation =>
            model.GetTypeInfo(creation) is var found ? found.Type ?? found.ConvertedType : null,
        AssignmentExpressionSyntax assignment => model.GetTypeInfo(assignment.Left).Type,
        _ => null,
    };
}
