using System.CommandLine;
using System.Text.Json;

namespace SPAgent.Cli;

/// <summary>The options that say what each request to a server carries beside the conversation.</summary>
internal sealed class RequestArguments
{
    private readonly Option<string?> _extraBody = new("--extra-body")
    { Description = "JSON object whose fields go into each request, such as '{\"top_k\": 20}'." };
    private readonly Option<string[]> _headers = new("--header")
    {
        Description = "NAME=VALUE sent with each request; may be repeated. NAME=$VARIABLE takes the value from the "
            + "environment, as is right for a secret."
    };
    private readonly Option<int?> _requests = new("--requests-per-minute")
    { Description = "Requests in any 60 seconds, over all servers." };
    private readonly Option<int?> _tokens = new("--tokens-per-minute")
    { Description = "Tokens in any 60 seconds, sent and received." };
    private readonly Option<string[]> _keyVariable = new("--api-key-variable")
    {
        Description = "Environment variable that holds the key; with several --base-url once for all, or once for each "
            + "in their order.",
        DefaultValueFactory = _ => [new OpenAICompatibleOptions().ApiKeyVariable]
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_extraBody, _headers, _keyVariable, _requests, _tokens])
            command.Options.Add(option);
    }

    /// <summary>Servers with their keys; none where the variable is not set, which only one of the user's own must
    /// be.</summary>
    public IReadOnlyList<ModelServer> Servers(ParseResult parsed, IReadOnlyList<Uri> addresses)
    {
        string[] variables = parsed.GetValue(_keyVariable)!;
        bool named = parsed.GetResult(_keyVariable) is { Implicit: false };
        if (variables.Length > 1 && variables.Length != addresses.Count)
        {
            throw new ArgumentException($"{_keyVariable.Name} is given {variables.Length} times for {addresses.Count} "
                + "servers. Give it once for all, or once for each.");
        }

        string[] hosts = [.. addresses.Select(address => address.IdnHost).Distinct()];
        if (hosts.Length > 1 && !named && !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(variables[0])))
        {
            throw new ArgumentException($"{variables[0]} is set, and the servers are on {hosts.Length} hosts "
                + $"({string.Join(", ", hosts)}). Say which keys they get: {_keyVariable.Name} once for all, or once "
                + "for each in their order.");
        }

        return [.. addresses.Select((address, i) =>
        {
            string variable = variables[variables.Length == 1 ? 0 : i];
            return new ModelServer(address, Key(variable, _keyVariable, named)) { ApiKeyVariable = variable };
        })];
    }

    /// <summary>The key in the variable that an option names.</summary>
    public static string? Key(ParseResult parsed, Option<string> option) =>
        Key(parsed.GetValue(option)!, option, parsed.GetResult(option) is { Implicit: false });

    private static string? Key(string variable, Option option, bool named)
    {
        string? key = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrWhiteSpace(key) && named)
            throw new ArgumentException($"{option.Name} {variable}: the variable is not set. Set it to the key.");
        return key;
    }

    /// <summary>The options with what the command line says.</summary>
    public OpenAICompatibleOptions Apply(ParseResult parsed, OpenAICompatibleOptions options) => options with
    {
        ExtraBody = ExtraBody(parsed),
        Headers = Headers(parsed),
        RequestsPerMinute = parsed.GetValue(_requests),
        TokensPerMinute = parsed.GetValue(_tokens),
    };

    private JsonElement? ExtraBody(ParseResult parsed)
    {
        if (parsed.GetValue(_extraBody) is not { } text) return null;
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException problem)
        {
            throw new ArgumentException(
                $"--extra-body is no JSON: {problem.Message} Give an object, such as '{{\"top_k\": 20}}'.");
        }
    }

    // A text that can't be read is not repeated: it may hold a secret.
    private Dictionary<string, string> Headers(ParseResult parsed)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string given in parsed.GetValue(_headers) ?? [])
        {
            int at = given.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new ArgumentException("--header is NAME=VALUE, such as X-Title=study.");
            string name = given[..at].Trim();
            if (!headers.TryAdd(name, given[(at + 1)..].Trim()))
                throw new ArgumentException($"--header {name} is given twice.");
        }

        return headers;
    }
}
