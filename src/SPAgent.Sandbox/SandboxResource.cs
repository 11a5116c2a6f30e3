using System.Text;

namespace SPAgent;

/// <summary>The Python sources that this library carries.</summary>
internal static class SandboxResource
{
    public static string Text(string name)
    {
        using Stream stream = typeof(SandboxResource).Assembly.GetManifestResourceStream($"SPAgent.Sandbox.{name}")
            ?? throw new InvalidOperationException($"The library carries no {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
