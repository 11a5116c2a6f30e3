using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Tests;

/// <summary>Pillow itself, asked in a process of its own; and the same question put to RasterImage.</summary>
internal sealed class PillowOracle : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> s_isInstalled = new(() => File.Exists(Python) && CanImportPillow());

    private readonly Process _process;

    private PillowOracle(Process process) => _process = process;

    /// <summary>Skips the test, visibly, where Pillow is not installed.</summary>
    public static PillowOracle Start()
    {
        Assert.SkipUnless(s_isInstalled.Value, $"{Python} with Pillow is absent (apt-get install python3-pil)");
        return new PillowOracle(
            Launch(Path.Combine(Fixtures.Root, "tests", "SPAgent.Tests", "Imaging", "pillow_oracle.py")));
    }

    /// <summary>A request for the bytes of an image; steps and the like are added to it.</summary>
    public static JsonObject Request(byte[] image) => new() { ["bytes"] = Convert.ToBase64String(image) };

    /// <summary>Pillow's answer and ours, as two texts that are equal when all is well.</summary>
    public (string Pillow, string Ours) Ask(JsonObject request)
    {
        _process.StandardInput.WriteLine(request.ToJsonString());
        _process.StandardInput.Flush();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Pillow's side ended.");
        JsonElement answer = JsonDocument.Parse(line).RootElement;
        return (Describe(answer), OurAnswer(request));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static bool CanImportPillow()
    {
        using Process process = Launch("-c", "import PIL.Image");
        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static Process Launch(params string[] arguments)
    {
        ProcessStartInfo start = new(Python, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        return Process.Start(start)!;
    }

    private static string Describe(JsonElement answer)
    {
        if (answer.TryGetProperty("error", out JsonElement error))
            return $"{error.GetString()} at step {answer.GetProperty("step").GetInt32()}";
        string jpeg = answer.TryGetProperty("jpeg_sha256", out JsonElement sha) ? sha.GetString()! : "";
        string size = $"{answer.GetProperty("width").GetInt32()}x{answer.GetProperty("height").GetInt32()}";
        return $"{answer.GetProperty("mode").GetString()} {size} {answer.GetProperty("sha256").GetString()} {jpeg}";
    }

    private static string OurAnswer(JsonObject request)
    {
        int step = -1;
        try
        {
            RasterImage image = RasterImage.Decode(Convert.FromBase64String(request["bytes"]!.GetValue<string>()));
            if (request["upright"]?.GetValue<bool>() == true) image = image.Upright();
            foreach (JsonNode? operation in request["ops"]?.AsArray() ?? [])
            {
                step++;
                image = GoldenCase.Apply(image, JsonSerializer.SerializeToElement(operation));
            }

            step++;
            string jpeg = request["quality"] is JsonNode quality
                ? Convert.ToHexStringLower(SHA256.HashData(image.EncodeJpeg(quality.GetValue<int>())))
                : "";
            return $"{image.Mode} {image.Width}x{image.Height} {image.PixelSha256()} {jpeg}";
        }
        catch (ImageException error)
        {
            return $"{GoldenCase.PillowClass(error)} at step {step}";
        }
    }
}
