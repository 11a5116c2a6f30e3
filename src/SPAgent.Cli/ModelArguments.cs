using System.CommandLine;
using Microsoft.Extensions.AI;

namespace SPAgent.Cli;

/// <summary>The options that name a model, shared by the commands that ask one.</summary>
internal sealed class ModelArguments(bool required = true)
{
    public const string SimulatedName = "simulated";

    private const int LongestSeconds = 24 * 60 * 60;

    private static readonly OpenAICompatibleOptions Server = new();

    private readonly Option<string> _model = new("--model")
    {
        Description = "Model name as the server knows it, or 'simulated' for the built-in one (offline).",
        Required = required
    };
    private readonly Option<string[]> _baseUrl = new("--base-url")
    {
        Description = "Address of an OpenAI-compatible server, such as http://localhost:8000/v1; once for each server "
            + "of the model. The key comes from OPENAI_API_KEY, or from --api-key-variable."
    };
    private readonly Option<double> _timeout = new("--request-timeout")
    {
        Description = "Seconds that the server may take for a reply before it is asked again.",
        DefaultValueFactory = _ => Server.RequestTimeout.TotalSeconds
    };
    private readonly Option<double> _latency = new("--simulated-latency")
    { Description = "Seconds that a reply of the simulated model takes.", DefaultValueFactory = _ => 0 };
    private readonly Option<double> _accuracy = new("--simulated-accuracy")
    { Description = "How good the simulated model is, from 0 to 1.", DefaultValueFactory = _ => 0.8 };
    private readonly Option<double> _failures = new("--simulated-failures")
    {
        Description = "Share of samples at which the simulated model fails, from 0 to 1.",
        DefaultValueFactory = _ => 0.02
    };

    private readonly Option<string?> _cache = new("--cache")
    { Description = "Folder that keeps replies: what was asked before, about the same row, is not paid for again." };

    private readonly RequestArguments _request = new();

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_model, _baseUrl, _timeout, _cache, _latency, _accuracy, _failures])
            command.Options.Add(option);
        _request.AddTo(command);
    }

    /// <summary>The model's name.</summary>
    public string Name(ParseResult parsed) => parsed.GetValue(_model)!;

    /// <summary>Whether the built-in model is asked.</summary>
    public bool IsSimulated(ParseResult parsed) => Name(parsed) == SimulatedName;

    /// <summary>How good the built-in model is, and how often it fails.</summary>
    public IEnumerable<Option<double>> OfSimulated => [_accuracy, _failures];

    /// <summary>The model.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="seed">Seed of the built-in model.</param>
    /// <param name="knows">The dataset that the built-in model knows.</param>
    /// <param name="unasked">Whether others ask it: it needs no address then.</param>
    /// <param name="servedAs">What the servers call it; null for its name.</param>
    /// <param name="servers">The servers; null for those that are named.</param>
    public IChatClient Create(ParseResult parsed, int seed, ImageDataset? knows, bool unasked = false,
        string? servedAs = null, IReadOnlyList<ModelServer>? servers = null)
    {
        IChatClient model = CreateUncached(parsed, seed, knows, unasked, servedAs, servers);
        return parsed.GetValue(_cache) is { } folder ? ChatModels.Cached(model, folder) : model;
    }

    private IChatClient CreateUncached(ParseResult parsed, int seed, ImageDataset? knows, bool unasked,
        string? servedAs, IReadOnlyList<ModelServer>? servers)
    {
        string name = parsed.GetValue(_model)!;
        if (name == SimulatedName)
        {
            SimulatedModelOptions options = new()
            {
                Latency = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(_latency), 0, 3600)),
                Accuracy = parsed.GetValue(_accuracy),
                FailureRate = parsed.GetValue(_failures),
            };
            return ChatModels.Simulated(seed, knows, options);
        }

        servers ??= NamedServers(parsed);
        if (servers.Count == 0 && unasked) servers = [new ModelServer(new Uri("http://localhost/v1"))];
        if (servers.Count == 0)
        {
            throw new ArgumentException($"--model {name} needs --base-url, such as http://localhost:8000/v1; "
                + $"--model {SimulatedName} needs none.");
        }

        OpenAICompatibleOptions asked =
            _request.Apply(parsed,
                Server with { RequestTimeout = Timeout(parsed), OnRetry = RetryLines.OfConsole().Tell });
        return ChatModels.OpenAICompatible(servedAs ?? name, servers, asked);
    }

    /// <summary>The address that an option gives.</summary>
    public static Uri AddressOf(string text, Option option) =>
        // The text is not repeated: it may hold a password.
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? address
            : throw new ArgumentException(
                $"{option.Name} is no address of http or https. Give one such as http://localhost:8000/v1.");

    /// <summary>The addresses as they were given.</summary>
    public IReadOnlyList<string> Addresses(ParseResult parsed) => parsed.GetValue(_baseUrl) ?? [];

    /// <summary>The servers that were named, with their keys; none where none was.</summary>
    public IReadOnlyList<ModelServer> NamedServers(ParseResult parsed) =>
        _request.Servers(parsed, [.. (parsed.GetValue(_baseUrl) ?? []).Select(text => AddressOf(text, _baseUrl))]);

    /// <summary>Time for a reply with all that the client does to get it; not below what is usual.</summary>
    public TimeSpan Patience(ParseResult parsed, TimeSpan usual)
    {
        double seconds = Math.Max(usual.TotalSeconds, Timeout(parsed).TotalSeconds * (Server.MaxRetries + 1));
        return TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds));
    }

    private TimeSpan Timeout(ParseResult parsed)
    {
        double seconds = parsed.GetValue(_timeout);
        return seconds is >= 0.001 and <= LongestSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentException(
                $"--request-timeout is from 0.001 to {LongestSeconds} seconds, not {seconds}.");
    }
}
