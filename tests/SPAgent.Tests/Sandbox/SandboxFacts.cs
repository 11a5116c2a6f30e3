using System.Runtime.CompilerServices;

namespace SPAgent.Tests.Sandbox;

/// <summary>What the sandbox tests share: the picture, limits that keep the corpus short, and a visible skip where
/// there is nothing to test with.</summary>
internal static class SandboxFacts
{
    /// <summary>The tests of one collection run one after the other: they count processes and compare times.</summary>
    public const string Collection = "sandbox";

    public const string CanaryVariable = "SPAGENT_TEST_SECRET_KEY";

    static SandboxFacts() => Environment.SetEnvironmentVariable(CanaryVariable, Canary);

    /// <summary>A secret that lies in the environment of this process from before any sandbox starts, and in
    /// files.</summary>
    public static string Canary { get; } =
        $"CANARY_{Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(12))}";

    /// <summary>Limits under which the corpus runs: attacks that never end cost three seconds each.</summary>
    public static PythonSandboxOptions Short { get; } = new()
    {
        WallTime = TimeSpan.FromSeconds(3),
        CpuTime = TimeSpan.FromSeconds(3),
        AddressSpace = 768L << 20,
        Workers = 1,
    };

    /// <summary>A picture with structure in every channel, made from its own formula.</summary>
    public static RasterImage Picture(int width = 640, int height = 480)
    {
        var pixels = new byte[width * height * 3];
        for (int y = 0, i = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                pixels[i++] = (byte)((x * 255 / width) ^ (y & 15));
                pixels[i++] = (byte)((y * 255 / height) + (x % 7));
                pixels[i++] = (byte)(((x / 32) + (y / 32)) % 2 * 200);
            }
        }

        return RasterImage.FromPixels(width, height, pixels);
    }

    /// <summary>Skips the test, visibly, on a machine that lacks what a sandbox is made of. A machine that has it all
    /// must not refuse.</summary>
    public static void SkipWithoutPrograms()
    {
        try
        {
            SandboxSetup.Find(new PythonSandboxOptions());
        }
        catch (SandboxRefusedException e) when (e.Layer is "platform" or "user" or "bubblewrap" or "python")
        {
            Assert.Skip(e.Message);
        }
    }

    /// <summary>A tool that is ready, or a skipped test.</summary>
    public static async Task<PythonCodeTool> ToolAsync(PythonSandboxOptions? options = null)
    {
        SkipWithoutPrograms();
        var tool = new PythonCodeTool(options ?? Short);
        await tool.StartAsync(TestContext.Current.CancellationToken);
        return tool;
    }

    /// <summary>Whether the long tests were asked for (eng/endurance.sh does).</summary>
    public static bool Endurance { get; } = Environment.GetEnvironmentVariable("SPAGENT_ENDURANCE") == "1";

    public static void SkipUnlessEndurance([CallerMemberName] string test = "") =>
        Assert.SkipUnless(Endurance, $"{test} takes minutes: SPAGENT_ENDURANCE=1 runs it, eng/endurance.sh sets that");
}
