using System.Text.Json;

namespace SPAgent.Tests.Sandbox;

/// <summary>One row of attacks.jsonl: code that tries something, and what a sandbox that holds makes of it.</summary>
internal sealed record Attack(string Id, string Code, IReadOnlyList<string> Statuses, string? LogHas,
    bool ResultIsInput, int? MaxLog, int? MaxMessage)
{
    /// <summary>The rows meant for this machine.</summary>
    public static IReadOnlyList<Attack> All(string file = "attacks.jsonl") =>
        [.. File.ReadLines(Fixtures.Own("sandbox", file)).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(IsForThisMachine).Select(Parse)];

    /// <summary>The code with the world's ports, paths and processes in it.</summary>
    public string CodeIn(AttackWorld world) =>
        world.Placeholders.Aggregate(Code,
            (code, pair) => code.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

    private static bool IsForThisMachine(JsonElement row) =>
        !row.GetProperty("expect").TryGetProperty("arch", out JsonElement arch)
            || arch.GetString() == SandboxMachines.Current?.Name();

    private static Attack Parse(JsonElement row)
    {
        JsonElement expect = row.GetProperty("expect");
        return new Attack(
            row.GetProperty("id").GetString()!,
            row.GetProperty("code").GetString()!,
            [.. expect.GetProperty("status").EnumerateArray().Select(status => status.GetString()!)],
            expect.TryGetProperty("log_has", out JsonElement log) ? log.GetString() : null,
            expect.TryGetProperty("result", out JsonElement result) && result.GetString() == "input",
            expect.TryGetProperty("max_log", out JsonElement maxLog) ? maxLog.GetInt32() : null,
            expect.TryGetProperty("max_message", out JsonElement maxMessage) ? maxMessage.GetInt32() : null);
    }
}
