using System.CommandLine;
using Microsoft.Extensions.AI;

namespace SPAgent.Cli;

/// <summary>The options of a reward that asks a model. The judge is always named: no other model steps in for
/// it.</summary>
internal sealed class JudgeArguments
{
    /// <summary>The reward's name, beside <see cref="Rewards.Names"/>.</summary>
    public const string RewardName = "judge";

    private readonly Option<string?> _rubric = new("--rubric")
    { Description = "Text file by which the judge scores: what a good answer holds, and what costs points." };
    private readonly Option<string?> _model = new("--judge-model")
    {
        Description = "Model that judges, as its server knows it, or 'simulated' for made-up verdicts (offline)."
    };
    private readonly Option<string?> _baseUrl = new("--judge-base-url")
    { Description = "Address of the judge's server. Default: --base-url, where the command has it." };
    private readonly Option<string> _keyVariable = new("--judge-key-variable")
    {
        Description = "Environment variable that holds the judge's key. With the address of --base-url, its key is the "
            + "default.",
        DefaultValueFactory = _ => new OpenAICompatibleOptions().ApiKeyVariable,
    };
    private readonly Option<bool> _pictures = new("--judge-pictures")
    { Description = "Send the judge the row's pictures too." };
    private readonly Option<bool> _conversation = new("--judge-conversation")
    { Description = "Show the judge all replies and what the tools said, not the answer alone." };

    public Option[] Options => [_rubric, _model, _baseUrl, _keyVariable, _pictures, _conversation];

    public void AddTo(Command command)
    {
        foreach (Option option in Options) command.Options.Add(option);
    }

    /// <summary>Whether the judge is to see the pictures.</summary>
    public bool SendsPictures(ParseResult parsed) => parsed.GetValue(_pictures);

    /// <summary>Refuses what a command has not for a judge: the row's pictures and the conversation.</summary>
    public void RefuseMore(ParseResult parsed)
    {
        if (Array.Find<Option>([_pictures, _conversation], option => parsed.GetResult(option) is { Implicit: false })
            is not { } given) return;
        throw new ArgumentException($"{given.Name} is for traces: a collection shows a judge the row and the answer.");
    }

    /// <summary>Refuses options of the judge where the reward is another.</summary>
    public void RefuseFor(ParseResult parsed, string reward)
    {
        if (Array.Find(Options, option => parsed.GetResult(option) is { Implicit: false }) is not { } given) return;
        throw new ArgumentException($"{given.Name} is for --reward {RewardName}, and the reward is {reward}.");
    }

    /// <summary>The judge that was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="servers">The servers that count without <c>--judge-base-url</c>; none for none.</param>
    /// <param name="retryUnread">Whether answers are judged again whose verdict could not be read.</param>
    /// <param name="wrap">What stands between the reward and the model; null for nothing.</param>
    /// <param name="client">The model, to be disposed of.</param>
    public JudgeReward Create(ParseResult parsed, IReadOnlyList<ModelServer> servers, bool retryUnread,
        Func<IChatClient, IChatClient>? wrap, out IChatClient client)
    {
        string path = parsed.GetValue(_rubric) ?? throw new ArgumentException(
            $"--reward {RewardName} needs --rubric FILE, a text that says what a good answer holds.");
        string rubric = File.ReadAllText(path);
        if (string.IsNullOrWhiteSpace(rubric))
            throw new ArgumentException($"{path}: the rubric is empty. Say in it what a good answer holds.");
        client = Model(parsed, servers);
        return new JudgeReward(wrap is null ? client : wrap(client), rubric)
        {
            SendsPictures = parsed.GetValue(_pictures),
            SendsConversation = parsed.GetValue(_conversation),
            RetryUnread = retryUnread,
        };
    }

    private IChatClient Model(ParseResult parsed, IReadOnlyList<ModelServer> servers)
    {
        string name = parsed.GetValue(_model) ?? throw new ArgumentException(
            $"--reward {RewardName} needs --judge-model: the model that judges. No other steps in for it.");
        if (name == ModelArguments.SimulatedName)
            return ChatModels.Simulated(options: new SimulatedModelOptions { FailureRate = 0 });
        OpenAICompatibleOptions options = new() { OnRetry = RetryLines.OfConsole().Tell };
        return ChatModels.OpenAICompatible(name, Servers(parsed, name, servers), options);
    }

    // A key goes to the server that it is for: the run's servers keep theirs, unless another is named.
    private IReadOnlyList<ModelServer> Servers(ParseResult parsed, string name, IReadOnlyList<ModelServer> ofRun)
    {
        string variable = parsed.GetValue(_keyVariable)!;
        ModelServer WithKey(Uri address) =>
            new(address, RequestArguments.Key(parsed, _keyVariable)) { ApiKeyVariable = variable };
        if (parsed.GetValue(_baseUrl) is { } given) return [WithKey(ModelArguments.AddressOf(given, _baseUrl))];
        if (ofRun.Count == 0)
        {
            throw new ArgumentException(
                $"--judge-model {name} needs --judge-base-url, such as http://localhost:8000/v1.");
        }

        return parsed.GetResult(_keyVariable) is { Implicit: false }
            ? [.. ofRun.Select(server => WithKey(server.BaseUri))] : ofRun;
    }
}
