using System.ClientModel.Primitives;
using System.Diagnostics.CodeAnalysis;

namespace SPAgent;

/// <summary>The headers of a reply that came without any, in a file.</summary>
internal sealed class NoHeaders : PipelineResponseHeaders
{
    public static NoHeaders Instance { get; } = new();

    public override bool TryGetValue(string name, [NotNullWhen(true)] out string? value)
    {
        value = null;
        return false;
    }

    public override bool TryGetValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = null;
        return false;
    }

    public override IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
        Enumerable.Empty<KeyValuePair<string, string>>().GetEnumerator();
}
