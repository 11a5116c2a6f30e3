using System.Collections.Concurrent;

namespace SPAgent.Notebooks.Tests;

/// <summary>An engine whose cells are numbered as in a notebook, and that remembers what they show.</summary>
internal sealed class Notebook : IDisposable, ICellOutput
{
    private readonly ConcurrentQueue<string> _shown = new();
    private int _cells;

    public Notebook(string? folder = null) => Engine = new CellEngine(folder);

    public CellEngine Engine { get; }

    /// <summary>Everything shown, in order: "out: …", "err: …", "show: …", "update: …", "clear".</summary>
    public IReadOnlyList<string> Shown => [.. _shown];

    public string Printed =>
        string.Concat(_shown.Where(line => line.StartsWith("out: ", StringComparison.Ordinal))
            .Select(line => line[5..]));

    public List<MimeBundle> Bundles { get; } = [];

    public Task<CellResult> TryAsync(string source, CancellationToken cancel = default) =>
        Engine.RunAsync(source, $"cell {++_cells}", this, cancel);

    /// <summary>Runs a cell that must succeed; the plain text of its value.</summary>
    public async Task<string?> RunAsync(string source)
    {
        CellResult result = await TryAsync(source, TestContext.Current.CancellationToken);
        Assert.True(result.Failure is null, string.Join('\n', result.Failure?.Traceback ?? []));
        return result.Value?.ToString();
    }

    /// <summary>Runs a cell that must fail.</summary>
    public async Task<CellFailure> FailAsync(string source)
    {
        CellResult result = await TryAsync(source, TestContext.Current.CancellationToken);
        Assert.NotNull(result.Failure);
        return result.Failure;
    }

    public void Print(string text, bool isError) => _shown.Enqueue((isError ? "err: " : "out: ") + text);

    public void Display(MimeBundle bundle, string displayId, bool update)
    {
        Bundles.Add(bundle);
        _shown.Enqueue((update ? "update: " : "show: ") + bundle);
    }

    public void Clear(bool wait) => _shown.Enqueue("clear");

    public void Dispose() => Engine.Dispose();
}
