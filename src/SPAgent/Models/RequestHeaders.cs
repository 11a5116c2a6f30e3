using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Headers of every request that the user gave. A value <c>$NAME</c> is that environment variable's, and a
/// secret.</summary>
internal sealed partial class RequestHeaders
{
    private static readonly HashSet<string> s_own = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding",
        "Accept-Encoding", "Expect",
    };

    private RequestHeaders(IReadOnlyDictionary<string, string> values, IReadOnlyList<string> secrets) =>
        (Values, Secrets) = (values, secrets);

    /// <summary>Name → value as it is sent.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>Values that came from the environment.</summary>
    public IReadOnlyList<string> Secrets { get; }

    /// <exception cref="ArgumentException">A header that can't be sent, or a variable that is not set. The message
    /// holds no value.</exception>
    public static RequestHeaders Of(IReadOnlyDictionary<string, string> given)
    {
        SortedDictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        List<string> secrets = [];
        foreach ((string name, string text) in given)
        {
            if (!Token().IsMatch(name) || s_own.Contains(name))
                throw new ArgumentException(
                    $"\"{name}\" is no header that can be set. Leave it out, or correct its name.");
            bool isVariable = Variable().Match(text) is { Success: true };
            string value = isVariable ? FromEnvironment(name, text[1..]) : text;
            if (value.Any(c => c is < ' ' or > '~'))
                throw new ArgumentException($"The value of the header {name} holds a control or a non-ASCII character, "
                    + "which no header can carry.");
            if (isVariable) secrets.Add(value);
            values.Add(name, value);
        }

        return new RequestHeaders(values, secrets);
    }

    private static string FromEnvironment(string header, string variable) =>
        Environment.GetEnvironmentVariable(variable)?.Trim() is { Length: > 0 } value
        ? value
        : throw new ArgumentException($"The header {header} takes its value from {variable}, which is not set. Set it, "
            + "or give the header another value.");

    [GeneratedRegex(@"^[!#$%&'*+\-.^_`|~0-9A-Za-z]+\z")]
    private static partial Regex Token();

    [GeneratedRegex(@"^\$[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Variable();
}
