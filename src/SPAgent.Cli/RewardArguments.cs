using System.CommandLine;

namespace SPAgent.Cli;

/// <summary>The options that name a reward.</summary>
internal sealed class RewardArguments
{
    private readonly Option<string> _reward = new("--reward") { Description = "Judge of the answer.", DefaultValueFactory = _ => "geoguessr" };
    private readonly Option<string> _answerColumn = new("--answer-column") { Description = "Column that holds the truth for exact and choice.", DefaultValueFactory = _ => "answer" };

    public RewardArguments() => _reward.AcceptOnlyFromAmong("geoguessr", "exact", "choice", "none");

    public void AddTo(Command command)
    {
        command.Options.Add(_reward);
        command.Options.Add(_answerColumn);
    }

    public IReward Create(ParseResult parsed) => Rewards.ByName(parsed.GetValue(_reward)!, parsed.GetValue(_answerColumn)!);
}
