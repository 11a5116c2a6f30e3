using System.CommandLine;
using System.Text.Json;

namespace SPAgent.Cli;

/// <summary>The options that say what a run may cost.</summary>
internal sealed class BudgetArguments
{
    private readonly Option<int> _reply = new("--max-tokens")
    { Description = "Tokens of one reply.", DefaultValueFactory = _ => new DistillationOptions().MaxTokens };
    private readonly Option<long?> _tokens = new("--max-tokens-total")
    { Description = "Tokens that the folder may cost in all, sent and received; the run then stops with exit code 4." };
    private readonly Option<double?> _cost = new("--max-cost")
    { Description = "The same as a cost, by --price-in and --price-out, or --prices." };
    private readonly Option<double?> _input = new("--price-in") { Description = "Price of a million tokens sent." };
    private readonly Option<double?> _output = new("--price-out")
    { Description = "Price of a million tokens received." };
    private readonly Option<double?> _cached = new("--price-cached")
    { Description = "Price of a million tokens sent that the server had cached. Default: that of --price-in." };
    private readonly Option<string?> _prices = new("--prices")
    {
        Description = "JSON file of prices by model: {\"MODEL\": {\"in\": 0.4, \"out\": 1.6, \"cached\": 0.1}}."
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_reply, _tokens, _cost, _input, _output, _cached, _prices])
            command.Options.Add(option);
    }

    /// <summary>Tokens of one reply.</summary>
    public int LongestReply(ParseResult parsed) => parsed.GetValue(_reply);

    /// <summary>The budget; null where no option of it is given.</summary>
    public RunBudget? Create(ParseResult parsed, string model)
    {
        TokenPrices? prices = Prices(parsed, model);
        double? cost = parsed.GetValue(_cost);
        long? tokens = parsed.GetValue(_tokens);
        if (cost is not null && prices is null)
        {
            throw new ArgumentException(
                $"{_cost.Name} needs prices: {_input.Name} and {_output.Name}, or a file ({_prices.Name}).");
        }

        return (cost, tokens, prices) is (null, null, null) ? null
            : new RunBudget { MaxTokensTotal = tokens, MaxCost = cost, Prices = prices };
    }

    private TokenPrices? Prices(ParseResult parsed, string model)
    {
        double? input = Price(parsed, _input), output = Price(parsed, _output), cached = Price(parsed, _cached);
        TokenPrices? listed = parsed.GetValue(_prices) is { } file ? Read(file, model) : null;
        if ((input, output, cached) is (null, null, null)) return listed;
        // A price that nobody said is not 0.
        return new TokenPrices
        {
            Input = input ?? listed?.Input ?? throw Lacking(_input),
            Output = output ?? listed?.Output ?? throw Lacking(_output),
            CachedInput = cached ?? listed?.CachedInput,
        };
    }

    private static double? Price(ParseResult parsed, Option<double?> option) => parsed.GetValue(option) switch
    {
        null => null,
        >= 0 and < double.PositiveInfinity and double price => price,
        double price => throw new ArgumentException(
            FormattableString.Invariant($"{option.Name} is {price}. Write a number from 0.")),
    };

    private static TokenPrices Read(string file, string model)
    {
        JsonElement root = JsonElement.Parse(File.ReadAllText(file));
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(model, out JsonElement prices)
            || prices.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException(
                $"{file}: it has no prices of {model}. Write {{\"{model}\": {{\"in\": 0.4, \"out\": 1.6}}}}.");
        }

        return new TokenPrices
        {
            Input = Price(file, prices, "in") ?? throw Lacking(file, "in", model),
            Output = Price(file, prices, "out") ?? throw Lacking(file, "out", model),
            CachedInput = Price(file, prices, "cached"),
        };
    }

    private static ArgumentException Lacking(Option option) =>
        new($"{option.Name} is missing: a cost needs the prices of what is sent and of what is received; 0 is free.");

    private static ArgumentException Lacking(string file, string name, string model) =>
        new($"{file}: {model} has no \"{name}\". A cost needs the prices \"in\" and \"out\"; 0 is free.");

    private static double? Price(string file, JsonElement prices, string name) =>
        !prices.TryGetProperty(name, out JsonElement price) ? null
        : price.ValueKind == JsonValueKind.Number && price.TryGetDouble(out double value) && value >= 0 ? value
        : throw new ArgumentException($"{file}: \"{name}\" is {price.GetRawText()}. Write a number from 0.");
}
