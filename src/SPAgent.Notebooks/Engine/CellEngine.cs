using System.Diagnostics;

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
    private object?[] _state = new object?[16];
    private int _stateUsed = 1;

    /// <param name="folder">Where relative paths of directives start; default the current directory.</param>
    public CellEngine(string? folder = null)
    {
        CellConsole.Install();
        _compiler = new CellCompiler(_references, _loadContext);
        _directives = new CellDirectives(_references, _loadContext, folder ?? Environment.CurrentDirectory, RunTextAsync);
        Questions = new CellQuestions(_compiler);
    }

    /// <summary>Completion and what else an editor asks about code that was not run yet.</summary>
    public CellQuestions Questions { get; }

    /// <summary>Compiles the compiler, so to speak: most of a first cell's time is spent there. Leaves nothing behind.</summary>
    public static async Task WarmUpAsync()
    {
        using var engine = new CellEngine();
        await engine.RunAsync("foreach (var n in new[] { 1 }.Where(n => n > 0)) Console.Write($\"{n}\"); new[] { new { A = 1 } }", "warm-up", new NoOutput())
            .ConfigureAwait(false);
    }

    /// <summary>Runs one cell. Failures of its code are in the result; variables set before a failure stay.</summary>
    /// <param name="source">The cell as it is written, with its directives.</param>
    /// <param name="name">What errors call it, such as <c>cell 3</c>; a name used before replaces that cell in messages.</param>
    /// <param name="output">Gets what is printed and displayed, also later from what the cell leaves running.</param>
    /// <param name="cancel">Interrupts the cell.</param>
    public async Task<CellResult> RunAsync(string source, string name, ICellOutput output, CancellationToken cancel = default)
    {
        await _oneAtATime.WaitAsync(cancel).ConfigureAwait(false);
        using var context = new CellContext(output, cancel);
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
            return new CellResult(null, CellFailures.Interruption(name, "the cell was stopped; what it had computed before is kept."));
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

    /// <summary>The value of a variable that a cell declared; null when there is none of that name, or it holds null.</summary>
    public (Type Type, object? Value)? Variable(string name)
    {
        for (int slot = Math.Min(_stateUsed, _state.Length) - 1; slot > 0; slot--)
        {
            if (_state[slot]?.GetType().GetField(name) is { } field) return (field.FieldType, field.GetValue(_state[slot]));
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _state = [];
        _loadContext.Close();
        _oneAtATime.Dispose();
    }

    private async Task<MimeBundle?> RunTextAsync(string source, string name, CancellationToken cancel)
    {
        _sources[name] = source;
        CellText text = CellText.Parse(source);
        long start = Stopwatch.GetTimestamp();
        bool isTimed = await _directives.RunAsync(text.Directives, name, cancel).ConfigureAwait(false);
        CompiledCell cell = _compiler.Compile(text.Code, name, cancel);
        MimeBundle? value = null;
        if (cell.Start is not null)
        {
            object?[] state = NextState();
            value = await CellThread.RunAsync(
                async () =>
                {
                    object? result = await cell.Start(state).ConfigureAwait(false);
                    // Shown on the cell's own thread: a lazy sequence runs the cell's code only now.
                    return result is not null || cell.EndsInValue() ? ValueFormatter.Format(result) : null;
                },
                name,
                cancel).ConfigureAwait(false);
        }

        if (isTimed) CellHelpers.display($"Wall time: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.0}ms");
        return value;
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
