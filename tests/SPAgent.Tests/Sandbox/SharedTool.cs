namespace SPAgent.Tests.Sandbox;

/// <summary>One tool for the tests of a class that need no options of their own.</summary>
public sealed class SharedTool : IAsyncDisposable
{
    private Task<PythonCodeTool>? _tool;

    /// <summary>The tool, started by the first test that asks; skips the test where there can be none.</summary>
    public Task<PythonCodeTool> ToolAsync() => _tool ??= SandboxFacts.ToolAsync();

    public async ValueTask DisposeAsync()
    {
        if (_tool is { IsCompletedSuccessfully: true }) await (await _tool).DisposeAsync();
    }
}
