using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Microsoft.Extensions.AI;

namespace SPAgent.Notebooks;

/// <summary>A cell that can run.</summary>
/// <param name="Start">Runs it on the state of the cells before it; null when there is nothing to run.</param>
/// <param name="EndsInValue">Whether the cell ends in an expression that has a value; worth asking only when the result
/// is null.</param>
internal sealed record CompiledCell(Func<object?[], Task<object?>>? Start, Func<bool> EndsInValue);

/// <summary>Compiles each cell as one more submission on top of those before it.</summary>
/// <remarks>
/// On the compiler's own script submissions, not the scripting package: that one reads the framework's metadata anew
/// for each cell (1.2 GB after 250 cells, 0.2 GB here) and can't be unloaded.
/// </remarks>
internal sealed partial class CellCompiler(CellReferences references, CellLoadContext loadContext)
{
    private static readonly CSharpCompilationOptions s_options =
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        .WithUsings(
            "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks",
            "System.Linq",
            "SPAgent", "SPAgent.Notebooks.CellHelpers")
        .WithAllowUnsafe(true)
        // A cell is too small to be shared out.
        .WithConcurrentBuild(false)
        .WithNullableContextOptions(NullableContextOptions.Annotations)
        .WithOptimizationLevel(OptimizationLevel.Release)
        .WithAssemblyIdentityComparer(DesktopAssemblyIdentityComparer.Default);

    // What the SDK imports besides. Each import costs every cell a little, so they come in when a cell first names
    // something unknown.
    private static readonly CSharpCompilationOptions s_wideOptions =
        s_options.WithUsings(s_options.Usings.Add("System.IO").Add("System.Net.Http").Add("System.Threading"));

    // What the kit's own methods take and give: IChatClient and its kin. Only when a cell names one, since other
    // libraries have a ChatMessage too.
    private static readonly string s_models = typeof(IChatClient).Namespace!;
    private static readonly CSharpCompilationOptions s_widestOptions =
        s_wideOptions.WithUsings(s_wideOptions.Usings.Add(s_models));

    // The compiler shares its types of an assembly between compilations. Two that meet it first at the same moment make
    // two of each, and the next cell of one may be given those of the other.
    private static readonly Lock s_binding = new();

    private readonly List<(string Name, SyntaxTree Tree)> _cells = [];
    private CSharpCompilationOptions _options = s_options;
    private CSharpCompilation? _previous;
    private Task<CSharpCompilation>? _next;
    private int _nextReferences;
    private int _submissions;

    /// <summary>Compiles and loads a cell; the cells after it see what it declares.</summary>
    /// <exception cref="CellException">The code has errors; nothing was loaded.</exception>
    public CompiledCell Compile(string code, string name, CancellationToken cancel)
    {
        SyntaxTree written = Parse(code, name, cancel);
        SyntaxTree guarded = Parse(CheckpointWriter.Rewrite(code, written.GetRoot(cancel)), name, cancel);
        CompiledCell? cell = TryCompile(guarded, cancel, out IReadOnlyList<Diagnostic> errors);
        while (cell is null && (errors.Any(references.AddMissing) || Widen(errors)))
            cell = TryCompile(guarded, cancel, out errors);
        // When the guarded text doesn't compile, the errors are told with the columns of the written one.
        return cell ?? TryCompile(written, cancel, out errors) ?? throw CellFailures.Compilation(errors, name, code);
    }

    /// <summary>The next submission with this code, for questions about it.</summary>
    public CSharpCompilation Question(SyntaxTree tree) =>
        Submission(tree) is var next && _options == s_widestOptions
            ? next
            : next.WithOptions(s_widestOptions.WithMetadataReferenceResolver(references));

    private bool Widen(IReadOnlyList<Diagnostic> errors)
    {
        Diagnostic[] unknown = [.. errors.Where(error => error.Id is "CS0103" or "CS0246" or "CS1061")];
        CSharpCompilationOptions wider = Array.Exists(unknown, IsOfModels) ? s_widestOptions
            : _options == s_options && unknown.Length > 0 ? s_wideOptions : _options;
        if (wider == _options) return false;
        _options = wider;
        _next = null;
        return true;
    }

    private static bool IsOfModels(Diagnostic error) =>
        UnknownName().Match(error.GetMessage()) is { Success: true } name &&
        typeof(IChatClient).Assembly.GetType($"{s_models}.{name.Groups[1].Value}") is { IsPublic: true };

    [GeneratedRegex(@"name '(\w+)")]
    private static partial Regex UnknownName();

    private CSharpCompilation Submission(SyntaxTree tree)
    {
        if (_next is null || _nextReferences != references.Changes) _next = PrepareAsync();
        return _next.GetAwaiter().GetResult().AddSyntaxTrees(tree);
    }

    // A quarter of the work on a cell needs only the cells before it: it is done while the one before runs.
    private Task<CSharpCompilation> PrepareAsync()
    {
        CSharpCompilation? previous = _previous;
        (string, SyntaxTree)[] cells = _nextReferences == references.Changes ? [] : [.. _cells];
        _nextReferences = references.Changes;
        string name = $"cell-{_submissions}";
        MetadataReference[] visible = [.. references.Current];
        CSharpCompilationOptions options = _options.WithMetadataReferenceResolver(references);
        return Task.Run(() =>
        {
            lock (s_binding)
            {
                CSharpCompilation next = Next(name, null, visible, options, Anew(cells, visible, options) ?? previous);
                // Asking for it binds the references, for all that is added later.
                _ = next.Assembly;
                return next;
            }
        });
    }

    // An assembly that was missing changes the compiler's types of those that refer to it, so that a variable's type
    // would no longer be that of the same name: the cells before are compiled once more, against all that is visible
    // now. Null when one of them can't be.
    private static CSharpCompilation? Anew((string Name, SyntaxTree Tree)[] cells, MetadataReference[] visible,
        CSharpCompilationOptions options)
    {
        CSharpCompilation? last = null;
        foreach ((string name, SyntaxTree tree) in cells)
        {
            last = Next(name, tree, visible, options, last);
            // Names of anonymous types are given out here.
            if (last.Emit(Stream.Null).Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
                return null;
        }

        return last;
    }

    private static CSharpCompilation Next(
        string name, SyntaxTree? tree, MetadataReference[] visible, CSharpCompilationOptions options,
        CSharpCompilation? previous) =>
        CSharpCompilation.CreateScriptCompilation(name, tree, visible, options, previous, typeof(object));

    private static SyntaxTree Parse(string code, string name, CancellationToken cancel) =>
        CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), CellText.ParseOptions, name, cancel);

    private CompiledCell? TryCompile(SyntaxTree tree, CancellationToken cancel, out IReadOnlyList<Diagnostic> errors)
    {
        CSharpCompilation submission = Submission(tree);
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        EmitResult result = submission.Emit(
            assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb),
            cancellationToken: cancel);
        errors = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (errors.Count > 0) return null;
        _previous = submission;
        _cells.Add((submission.AssemblyName!, tree));
        // Only comments or usings: the compiler makes no assembly, and reports no error.
        if (result.Success) _submissions++;
        _next = PrepareAsync();
        if (!result.Success) return new CompiledCell(null, () => false);
        assembly.Position = symbols.Position = 0;
        Assembly loaded = loadContext.LoadCell(assembly, symbols);
        IMethodSymbol entry = submission.GetEntryPoint(cancel)!;
        MethodInfo factory = loaded.GetType(entry.ContainingType.MetadataName)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        return new CompiledCell(factory.CreateDelegate<Func<object?[], Task<object?>>>(),
            () => EndsInValue(submission, tree));
    }

    // A cell may end in a statement or in an expression of type void: then there is nothing to show, not even "null".
    private static bool EndsInValue(CSharpCompilation submission, SyntaxTree tree)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot();
        StatementSyntax? end = (root.Members.LastOrDefault() as GlobalStatementSyntax)?.Statement;
        if (end is ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last)
        {
            return submission.GetSemanticModel(tree)
                .GetTypeInfo(last.Expression).Type is { SpecialType: not SpecialType.System_Void };
        }

        return root.DescendantNodes(BelongsToCell).Any(node => node is ReturnStatementSyntax { Expression: not null });

        // A function of the cell returns to the cell, not from it.
        static bool BelongsToCell(SyntaxNode node) => node is GlobalStatementSyntax ||
            node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax);
    }
}
