using System.Text.Json;

namespace SPAgent;

/// <summary>
/// The tool <c>python_code_tool</c> of the assembly SPAgent.Sandbox, found by name when a call first needs it: what
/// only reads or exports traces loads no sandbox.
/// </summary>
internal sealed class SandboxedPython : ImageTool, IAsyncDisposable
{
    private readonly Lazy<ImageTool> _tool = new(Create);

    public override string Name => PythonCode.ToolName;

    public override string Description => PythonCode.Description;

    public override JsonElement Schema => PythonCode.Schema;

    public override JsonElement? ResultEnvironment => _tool.IsValueCreated ? _tool.Value.ResultEnvironment : null;

    public override ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments,
        CancellationToken cancellationToken = default) =>
        _tool.Value.CallAsync(image, arguments, cancellationToken);

    public override Task PrepareAsync(CancellationToken cancellationToken = default) =>
        _tool.Value.PrepareAsync(cancellationToken);

    public override IReadOnlyList<string> DifferencesFrom(JsonElement recordedEnvironment) =>
        _tool.Value.DifferencesFrom(recordedEnvironment);

    public ValueTask DisposeAsync() =>
        _tool.IsValueCreated && _tool.Value is IAsyncDisposable started ? started.DisposeAsync() : default;

    private static ImageTool Create()
    {
        Type tool = Type.GetType("SPAgent.PythonCodeTool, SPAgent.Sandbox")
            ?? throw new SandboxRefusedException("assembly", "SPAgent.Sandbox.dll is not beside SPAgent.dll.",
                "Refer to the package SPAgent, which holds both.");
        return (ImageTool)Activator.CreateInstance(tool, [null])!;
    }
}
