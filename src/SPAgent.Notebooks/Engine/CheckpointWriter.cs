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

    /// <summary>The same source with a checkpoint in each loop, label, catch block, method and local
    /// function.</summary>
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
        Function(node, node.Body, node.ExpressionBody, node.SemicolonToken, node.ReturnType, node.Modifiers);
        base.VisitMethodDeclaration(node);
    }

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        Function(node, node.Body, node.ExpressionBody, node.SemicolonToken, node.ReturnType, node.Modifiers);
        base.VisitLocalFunctionStatement(node);
    }

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

    private void Function(
        SyntaxNode function,
        BlockSyntax? body,
        ArrowExpressionClauseSyntax? arrow,
        SyntaxToken semicolon,
        TypeSyntax returns,
        SyntaxTokenList modifiers)
    {
        if (body is null && arrow is null) return;
        _edits.Add((function.SpanStart, 0, OwnFrame));
        if (body is not null) Begin(body, Enter);
        if (arrow is null || semicolon.IsMissing || returns is RefTypeSyntax
            || arrow.Expression is ThrowExpressionSyntax) return;
        // An async function whose type takes no argument (Task, ValueTask) has nothing to return.
        bool isStatement = returns is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } ||
            (modifiers.Any(SyntaxKind.AsyncKeyword)
                && returns.DescendantNodesAndSelf().All(part => part is not GenericNameSyntax));
        _edits.Add(
            (arrow.ArrowToken.SpanStart, arrow.ArrowToken.Span.Length, "{ " + Enter + (isStatement ? "" : "return ")));
        _edits.Add((semicolon.Span.End, 0, " }"));
    }
}
