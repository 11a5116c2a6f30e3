using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Cli;

/// <summary>The options that name a reward.</summary>
internal sealed class RewardArguments
{
    private readonly Option<string?> _reward = new("--reward")
    {
        Description = "Judge of the answer: geoguessr, exact, choice or none. Default: the "
            + "run's own, else geoguessr."
    };
    private readonly Option<string?> _answerColumn = new("--answer-column")
    { Description = "Column that holds the truth for exact and choice. Default: the run's own, else answer." };

    public RewardArguments() => _reward.AcceptOnlyFromAmong([.. Rewards.Names]);

    public void AddTo(Command command)
    {
        command.Options.Add(_reward);
        command.Options.Add(_answerColumn);
    }

    /// <summary>The reward that was asked for; else the one that a folder of traces was made with; else the
    /// default.</summary>
    public IReward Create(ParseResult parsed, string? folder = null)
    {
        JsonNode? run = folder is null ? null : Settings(folder);
        string name = parsed.GetValue(_reward) ?? run?["reward"]?.GetValue<string>() ?? "geoguessr";
        return Rewards.ByName(name, parsed.GetValue(_answerColumn)
            ?? run?["reward_settings"]?["answer_column"]?.GetValue<string>() ?? "answer");
    }

    private static JsonNode? Settings(string folder)
    {
        string path = Path.Combine(folder, "run.json");
        if (!File.Exists(path)) return null;
        try
        {
            return JsonNode.Parse(File.ReadAllText(path));
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException(
                $"{path}: not valid JSON ({problem.Message}). Name the reward with --reward.", problem);
        }
    }
}
