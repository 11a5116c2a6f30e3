using System.Diagnostics;
using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;

namespace SPAgent.Notebooks;

/// <summary>Runs C# cells one after the other; each sees what those before it declared, loaded and computed.</summary>
internal sealed class CellEngine : IDisposable
{
    private readonly CellReferences _references = new();
    private readonly CellLoadContext _loadContext = new();
    private readonly CellCompiler _compiler;
    private readonly CellDirectives _directives;
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly HashSet<string> _fetched = new(StringComparer.Ordinal);
    private InteractiveFormatting? _formatting;
    private bool _isToldOfCultures;
    private object?[] _state = new object?[16];
    private int _stateUsed = 1;

    // Loaded when a dataset holds the first such picture.
    static CellEngine() => ImageDataset.AddFormats(static () => new ImportedFormats());

    /// <param name="folder">Where relative paths of directives start; default the current directory.</param>
    public CellEngine(string? folder = null)
    {
        CellConsole.Install();
        _compiler = new CellCompiler(_references, _loadContext);
        _directives = new CellDirectives(this, _references, _loadContext, folder ?? Environment.CurrentDirectory);
        Questions = new CellQuestions(_compiler);
    }

    /// <summary>Completion and what else an editor asks about code that was not run yet.</summary>
    public CellQuestions Questions { get; }

    /// <summary>Compiles the compiler, so to speak: most of a first cell's time is spent there. Leaves nothing
    /// behind.</summary>
    public static async Task WarmUpAsync()
    {
        using var engine = new CellEngine();
        const string Typical =
            "foreach (var n in new[] { 1 }.Where(n => n > 0)) Console.Write($\"{n}\"); new[] { new { A = 1 } }";
        await engine.RunAsync(Typical, "warm-up", new NoOutput()).ConfigureAwait(false);
    }

    /// <summary>Runs one cell. Failures of its code are in the result; variables set before a failure stay.</summary>
    /// <param name="source">The cell as it is written, with its directives.</param>
    /// <param name="name">What errors call it, such as <c>cell 3</c>; a name used before replaces that cell in
    /// messages.</param>
    /// <param name="output">Gets what is printed and displayed, also later from what the cell leaves running.</param>
    /// <param name="cancel">Interrupts the cell.</param>
    public async Task<CellResult> RunAsync(string source, string name, ICellOutput output,
        CancellationToken cancel = default)
    {
        await _oneAtATime.WaitAsync(cancel).ConfigureAwait(false);
        // What the cell's code has registered with it may not hold up whoever interrupts the cell. Not disposed of:
        // what the cell leaves running may still ask.
        var stop = new CancellationTokenSource();
        using CancellationTokenRegistration told = cancel.Register(() =>
        {
            Checkpoint.Arm();
            _ = stop.CancelAsync();
        });
        using var context = new CellContext(output, stop.Token);
        try
        {
            CellContext.Current = context;
            return new CellResult(await RunTextAsync(source, name, cancel).ConfigureAwait(false), Failure: null);
        }
        catch (CellStuckException stuck)
        {
            return new CellResult(null, CellFailures.Interruption(name, stuck.Message));
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            return new CellResult(null,
                CellFailures.Interruption(name, "the cell was stopped; what it had computed before is kept."));
        }
        catch (CellException failure)
        {
            return new CellResult(null, failure.Failure);
        }
        catch (Exception exception)
        {
            return new CellResult(null, CellFailures.Exception(exception, name, _sources));
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>The type and the value of a variable that a cell declared; null when there is none of that
    /// name.</summary>
    public (Type Type, object? Value)? Variable(string name)
    {
        for (int slot = Math.Min(_stateUsed, _state.Length) - 1; slot > 0; slot--)
        {
            if (_state[slot]?.GetType().GetField(name) is { } field)
                return (field.FieldType, field.GetValue(_state[slot]));
        }

        return null;
    }

    /// <summary>Every variable of the cells, the newest of each name, in the order of the names.</summary>
    public IEnumerable<(string Name, Type Type, object? Value)> Variables() =>
        Enumerable.Range(1, Math.Max(0, Math.Min(_stateUsed, _state.Length) - 1)).Reverse()
        .Select(slot => _state[slot]).OfType<object>()
        .SelectMany(cell => cell.GetType().GetFields()
            .Where(field => !field.IsStatic && !field.Name.Contains('<', StringComparison.Ordinal)),
                (cell, field) => (field.Name, field.FieldType, field.GetValue(cell)))
        .DistinctBy(variable => variable.Name).OrderBy(variable => variable.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Declares a variable, as a cell of its own would.</summary>
    /// <param name="name">A C# name.</param>
    /// <param name="type">The type as C# writes it, or <c>= expression</c> for a value that the cells can compute
    /// themselves.</param>
    /// <param name="value">The value; not used with an expression.</param>
    /// <param name="cancel">Interrupts it.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    public async Task DeclareAsync(string name, string type, object? value, CancellationToken cancel)
    {
        if (!SyntaxFacts.IsValidIdentifier(name)) throw new ArgumentException($"{name} is no name of a variable.");
        using HandedValue handed = HandedValue.Give(value);
        string code = type.StartsWith('=') ? $"var @{name} {type};"
            : $"var @{name} = ({type})global::SPAgent.Notebooks.HandedValue.Take({handed.Key});";
        await RunTextAsync(code, $"#!set {name}", cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _state = [];
        _loadContext.Close();
        _oneAtATime.Dispose();
    }

    /// <summary>Runs the pieces of a text in order; the value of the last one.</summary>
    public async Task<MimeBundle?> RunTextAsync(string source, string name, CancellationToken cancel)
    {
        _sources[name] = source;
        long start = Stopwatch.GetTimestamp();
        bool isTimed = false;
        MimeBundle? value = null;
        foreach (CellText piece in CellText.Split(source))
        {
            // Only the last value is the cell's; one before it is shown where it stands.
            if (value is not null) CellHelpers.display(value);
            isTimed |= await _directives.RunAsync(piece.Directives, name, cancel).ConfigureAwait(false);
            value = await RunCodeAsync(piece.Code, name, cancel).ConfigureAwait(false);
        }

        if (isTimed) CellHelpers.display($"Wall time: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.0}ms");
        return value;
    }

    private async Task<MimeBundle?> RunCodeAsync(string code, string name, CancellationToken cancel)
    {
        CompiledCell cell = await CompileAsync(code, name, cancel).ConfigureAwait(false);
        AttachFormatting();
        TellOfCultures(code);
        if (cell.Start is null) return null;
        object?[] state = NextState();
        return await CellThread.RunAsync(
            async () =>
            {
                object? result = await cell.Start(state).ConfigureAwait(false);
                // Shown on the cell's own thread: a lazy sequence runs the cell's code only now.
                return result is not null || cell.EndsInValue() ? ValueFormatter.Format(result) : null;
            },
            name,
            cancel).ConfigureAwait(false);
    }

    private async Task<CompiledCell> CompileAsync(string code, string name, CancellationToken cancel)
    {
        try
        {
            return _compiler.Compile(code, name, cancel);
        }
        catch (CellException failure)
            when (KnownPackages.Missing(failure.Failure) is { } missing && _fetched.Add(missing.Package))
        {
            try
            {
                await RunTextAsync($"#r \"nuget: {missing.Package}\"\n{missing.Using}", $"#r {missing.Package}", cancel)
                    .ConfigureAwait(false);
            }
            catch (CellException problem)
            {
                // Without the package the cell's own error stands.
                Console.Error.WriteLine($"#r \"nuget: {missing.Package}\" was tried for it: {problem.Message}");
                throw failure;
            }

            return await CompileAsync(code, name, cancel).ConfigureAwait(false);
        }
    }

    private void TellOfCultures(string code)
    {
        if (_isToldOfCultures || !code.Contains("CultureInfo", StringComparison.Ordinal)
            || CellCultures.AreThere) return;
        _isToldOfCultures = true;
        Console.Error.WriteLine(
            "This machine has no ICU (on Debian: libicu72), so every culture formats like the invariant one.");
    }

    private void AttachFormatting()
    {
        if (_formatting is null && _references.IsAdded(InteractiveFormatting.AssemblyName))
        {
            _formatting = InteractiveFormatting.Attach(
                _loadContext.LoadFromAssemblyName(new AssemblyName(InteractiveFormatting.AssemblyName)));
        }

        if (CellContext.Current is { } cell) cell.Formatting = _formatting;
    }

    private object?[] NextState()
    {
        if (++_stateUsed >= _state.Length) Array.Resize(ref _state, _state.Length * 2);
        return _state;
    }

    private sealed class NoOutput : ICellOutput
    {
        public void Print(string text, bool isError)
        {
        }

        public void Display(MimeBundle bundle, string displayId, bool update)
        {
        }

        public void Clear(bool wait)
        {
        }
    }
}
