using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SPAgent.Tests.Sandbox;

/// <summary>
/// Runs attacks against a tool and judges them from outside: by the host, by what an earlier call left, by whether the
/// next call still gives the right bytes. Findings name the attack.
/// </summary>
internal sealed class AttackHarness(PythonCodeTool tool, AttackWorld world)
{
    // Everything in it depends on a source of randomness, so a call that disturbs the next one shows.
    private const string Reference = """
        import random, uuid, os
        a = np.array(image).astype(int)
        a += np.random.randint(-9, 9, a.shape) + np.random.default_rng().integers(-9, 9, a.shape)
        a[90, 90] = list(os.urandom(3))
        a[90, 91] = random.randrange(256), uuid.uuid4().int & 255, hash('x') & 255
        print(random.random(), random.Random().random(), random.SystemRandom().random(), random.seed(), random.random())
        print(type(np.array).__name__, Image.MAX_IMAGE_PIXELS, sorted(vars()))
        result_image = Image.fromarray(np.clip(a, 0, 255).astype(np.uint8)).rotate(30)
        """;

    private readonly RasterImage _picture = SandboxFacts.Picture(320, 240);
    private string? _reference;

    /// <summary>Runs the reference call; the first time it is kept, later it has to be the same.</summary>
    public async Task<string?> CompareReferenceAsync()
    {
        PythonCallResult result = await RunAsync(Reference, _picture);
        string seen =
            $"{result.Status} {result.Image?.PixelSha256()} {result.Log} {(result.Image is null ? result.Message : "")}";
        _reference ??= seen;
        return seen == _reference ? null : $"the next call differs: {seen} instead of {_reference}";
    }

    /// <summary>One attack between a call that holds a secret and the reference call; what is wrong, if
    /// anything.</summary>
    public async Task<IReadOnlyList<string>> FindingsAsync(Attack attack)
    {
        var findings = new List<string>();
        if (await CompareReferenceAsync() is string early) findings.Add($"before: {early}");
        string token = await LeaveSecretAsync();
        PythonCallResult result = await RunAsync(attack.CodeIn(world), _picture);
        findings.AddRange(Judge(attack, result, token));
        findings.AddRange(await LookAtWorkersAsync());
        if (await CompareReferenceAsync() is string late) findings.Add(late);
        findings.AddRange(world.Harm());
        return [.. findings.Select(finding => $"{attack.Id}: {finding}")];
    }

    /// <summary>The part of the judgement that holds when others run at the same time.</summary>
    public async Task<IReadOnlyList<string>> QuickFindingsAsync(Attack attack)
    {
        string token = await LeaveSecretAsync();
        return [.. Judge(attack, await RunAsync(attack.CodeIn(world), _picture), token)
            .Select(finding => $"{attack.Id}: {finding}")];
    }

    private async Task<string> LeaveSecretAsync()
    {
        string token = $"VICTIM_{Convert.ToHexString(RandomNumberGenerator.GetBytes(12))}";
        byte[] pixels = _picture.Pixels.ToArray();
        for (int at = 0; at + token.Length < pixels.Length; at += 1000)
            Encoding.ASCII.GetBytes(token, pixels.AsSpan(at));
        PythonCallResult result = await RunAsync($"# {token}\nprint('{token}')\nresult_image = image",
            RasterImage.FromPixels(_picture.Width, _picture.Height, pixels));
        Assert.Contains(token, result.Log, StringComparison.Ordinal);
        return token;
    }

    private IEnumerable<string> Judge(Attack attack, PythonCallResult result, string token)
    {
        string status = JsonSerializer.SerializeToElement(result.Status).GetString()!;
        if (!attack.Statuses.Contains(status))
            yield return $"status {status}, {string.Join(" or ", attack.Statuses)} expected: {result.Message}";
        if (attack.LogHas is string wanted && !result.Log.Contains(wanted, StringComparison.Ordinal))
            yield return $"the log lacks \"{wanted}\": {result.Log}";
        if (attack.ResultIsInput && result.Image?.PixelSha256() != _picture.PixelSha256())
            yield return "the result is not the input";
        if (result.Log.Length > (attack.MaxLog ?? 66_000)) yield return $"the log has {result.Log.Length} characters";
        if (result.Message.Length > (attack.MaxMessage ?? 8_192))
            yield return $"the message has {result.Message.Length} characters";
        foreach (string secret in (string[])["ESCAPED", token[7..], world.Canary])
        {
            if (result.Log.Contains(secret, StringComparison.Ordinal)
                || result.Message.Contains(secret, StringComparison.Ordinal))
                yield return $"\"{secret}\" came out: {result.Log} {result.Message}";
            if (result.Image is not null && result.Image.Pixels.IndexOf(Encoding.ASCII.GetBytes(secret)) >= 0)
                yield return $"\"{secret}\" came out in pixels";
        }

        if ((result.Log + result.Message).Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
            yield return "control characters came out";
        if (result.Wall > tool.Options.WallTime + TimeSpan.FromSeconds(2.5)) yield return $"it ran {result.Wall}";
        if (result.PeakMemory > tool.Options.AddressSpace) yield return $"it held {result.PeakMemory >> 20} MiB";
        if (result.Message.Contains(Path.GetDirectoryName(Fixtures.Root)!, StringComparison.Ordinal))
            yield return "the message names a folder of the host";
    }

    /// <summary>Each zygote has at most the child that waits for the next call, its own priority, and all
    /// processors.</summary>
    private async Task<IReadOnlyList<string>> LookAtWorkersAsync()
    {
        var findings = new List<string>();
        foreach (int id in (await tool.PoolAsync(TestContext.Current.CancellationToken)).ZygoteIds)
        {
            try
            {
                int children = File.ReadAllText($"/proc/{id}/task/{id}/children")
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
                string[] stat = File.ReadAllText($"/proc/{id}/stat").Split(") ")[1].Split(' ');
                string allowed = Affinity(id), own = Affinity(Environment.ProcessId);
                if (children > 1) findings.Add($"{children} processes are left in a sandbox");
                if (stat[16] != "0") findings.Add($"a zygote runs at nice {stat[16]}");
                if (allowed != own) findings.Add($"a zygote is bound to processors {allowed}, the host to {own}");
            }
            catch (IOException)
            {
                // It was replaced meanwhile.
            }
        }

        return findings;
    }

    private static string Affinity(int id) => File.ReadLines($"/proc/{id}/status")
        .First(line => line.StartsWith("Cpus_allowed_list", StringComparison.Ordinal)).Split('\t')[1];

    private Task<PythonCallResult> RunAsync(string code, RasterImage picture) =>
        tool.RunAsync(code, picture, TestContext.Current.CancellationToken);
}
