using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SPAgent.Notebooks;

/// <summary>Writes checkpoints into the source of a cell without adding a line, so that errors keep their line
/// numbers.</summary>
internal sealed class CheckpointWriter : CSharpSyntaxWalker
{
    private const string Hit = "global::SPAgent.Notebooks.Checkpoint.Hit(); ";
    private const string Enter = "global::SPAgent.Notebooks.Checkpoint.Enter(); ";

    // A function that the runtime inlines is missing in the stack of an error.
    private const string OwnFrame =
        "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)] ";

    private readonly List<(int Position, int Length, string Text)> _edits = [];

    private CheckpointWriter()
    {
    }

    /// <summary>The same source with a checkpoint in each loop, label, catch block, and whatever can call
    /// itself.</summary>
    public static string Rewrite(string source, SyntaxNode root)
    {
        var writer = new CheckpointWriter();
        writer.Visit(root);
        if (writer._edits.Count == 0) return source;
        var text = new StringBuilder(source.Length + (writer._edits.Count * 60));
        int done = 0;
        foreach ((int position, int length, string insert) in writer._edits.OrderBy(edit => edit.Position))
        {
            text.Append(source, done, position - done).Append(insert);
            done = position + length;
        }

        return text.Append(source, done, source.Length - done).ToString();
    }

    public override void VisitWhileStatement(WhileStatementSyntax node)
    {
        Loop(node.Statement);
        base.VisitWhileStatement(node);
    }

    public override void VisitDoStatement(DoStatementSyntax node)
    {
        Loop(node.Statement);
        base.VisitDoStatement(node);
    }

    public override void VisitForStatement(ForStatementSyntax node)
    {
        Loop(node.Statement);
        base.VisitForStatement(node);
    }

    public override void VisitForEachStatement(ForEachStatementSyntax node)
    {
        Loop(node.Statement);
        base.VisitForEachStatement(node);
    }

    public override void VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        Loop(node.Statement);
        base.VisitForEachVariableStatement(node);
    }

    public override void VisitLabeledStatement(LabeledStatementSyntax node)
    {
        _edits.Add((node.Statement.SpanStart, 0, Hit));
        base.VisitLabeledStatement(node);
    }

    public override void VisitCatchClause(CatchClauseSyntax node)
    {
        Begin(node.Block, Hit);
        base.VisitCatchClause(node);
    }

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        if (node.Body is not null || node.ExpressionBody is not null) _edits.Add((node.SpanStart, 0, OwnFrame));
        base.VisitMethodDeclaration(node);
    }

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        if (node.Body is not null || node.ExpressionBody is not null) _edits.Add((node.SpanStart, 0, OwnFrame));
        base.VisitLocalFunctionStatement(node);
    }

    // An expression lambda stays as it is: it may be an expression tree, which holds no statements.
    public override void VisitBlock(BlockSyntax node)
    {
        bool isBody = node.Parent is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax
            or AccessorDeclarationSyntax or AnonymousFunctionExpressionSyntax;
        if (isBody && !RunsOnce(node.Parent!)) Begin(node, Enter);
        base.VisitBlock(node);
    }

    // What stands behind an arrow becomes a block.
    public override void VisitArrowExpressionClause(ArrowExpressionClauseSyntax node)
    {
        SyntaxNode function = node.Parent!;
        SyntaxToken semicolon = function.GetLastToken(includeZeroWidth: true);
        if (semicolon.IsKind(SyntaxKind.SemicolonToken) && !semicolon.IsMissing && !RunsOnce(function)
            && node.Expression is not (ThrowExpressionSyntax or RefExpressionSyntax))
        {
            // Of a property or an indexer the arrow is its getter.
            bool isGetter = function is BasePropertyDeclarationSyntax;
            _edits.Add((node.ArrowToken.SpanStart, node.ArrowToken.Span.Length,
                (isGetter ? "{ get { " : "{ ") + Enter + (GivesValue(function) ? "return " : "")));
            _edits.Add((semicolon.Span.End, 0, isGetter ? " } }" : " }"));
        }

        base.VisitArrowExpressionClause(node);
    }

    // The constructor of a type itself: it can't be called, and an interrupt in it would break the type for good.
    private static bool RunsOnce(SyntaxNode function) =>
        function is ConstructorDeclarationSyntax constructor && constructor.Modifiers.Any(SyntaxKind.StaticKeyword);

    private static bool GivesValue(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method => GivesValue(method.ReturnType, method.Modifiers),
        LocalFunctionStatementSyntax local => GivesValue(local.ReturnType, local.Modifiers),
        OperatorDeclarationSyntax symbol => GivesValue(symbol.ReturnType, symbol.Modifiers),
        AccessorDeclarationSyntax accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration),
        ConstructorDeclarationSyntax or DestructorDeclarationSyntax => false,
        _ => true,
    };

    // An async function whose type takes no argument (Task, ValueTask) has nothing to return.
    private static bool GivesValue(TypeSyntax returns, SyntaxTokenList modifiers) =>
        returns is not PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
        && (!modifiers.Any(SyntaxKind.AsyncKeyword)
            || returns.DescendantNodesAndSelf().Any(part => part is GenericNameSyntax));

    private void Loop(StatementSyntax body)
    {
        if (body is BlockSyntax block)
        {
            Begin(block, Hit);
            return;
        }

        _edits.Add((body.SpanStart, 0, "{ " + Hit));
        _edits.Add((body.Span.End, 0, " }"));
    }

    private void Begin(BlockSyntax block, string checkpoint)
    {
        if (!block.OpenBraceToken.IsMissing) _edits.Add((block.OpenBraceToken.Span.End, 0, " " + checkpoint));
    }
}
