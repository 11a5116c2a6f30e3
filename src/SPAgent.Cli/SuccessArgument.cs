using System.CommandLine;

namespace SPAgent.Cli;

/// <summary>The option that says what a success is.</summary>
internal static class SuccessArgument
{
    /// <param name="purpose">What the success is for.</param>
    public static Option<string?> Create(string purpose) => new("--success-when")
    {
        Description = $"What a success is for {purpose}, such as \"score >= 0.9\" or \"distance@km < 200\". "
            + "Default: what the reward says (within 25 km, right, or a score from 0.5).",
    };

    /// <summary>The rule; null where none was given.</summary>
    public static SuccessRule? Of(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text) return null;
        try
        {
            return SuccessRule.Parse(text);
        }
        catch (ArgumentException problem)
        {
            throw new ArgumentException($"{option.Name}: {TerminalText.Message(problem)}", problem);
        }
    }
}
