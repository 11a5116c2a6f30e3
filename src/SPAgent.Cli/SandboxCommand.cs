using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SPAgent.Cli;

/// <summary>spagent sandbox: whether model-written code can run here, and one call as the model would get it.</summary>
internal static class SandboxCommand
{
    /// <summary>Exit code of a machine without a sandbox, so that a script can tell it from code that failed.</summary>
    private const int Refused = 3;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The command with its two parts.</summary>
    public static Command Create() =>
        new("sandbox", "The sandbox that model-written Python runs in.") { CreateCheck(), CreateRun() };

    private static Command CreateCheck()
    {
        Option<bool> json = CommandRunner.JsonOption();
        Option<string?> python = PythonOption();
        Option<string[]> packages = PackagesOption();
        var command = new Command("check",
            "Probes each layer of the sandbox and says whether it holds on this machine.") { json, python, packages };
        command.SetWork(async (parsed, cancellationToken) =>
        {
            SandboxReport report = await SandboxCheck.RunAsync(OptionsOf(parsed, python, packages), cancellationToken);
            if (parsed.GetValue(json)) Print(report);
            else foreach (string line in Lines(report)) Console.Out.WriteLine(line);
            return report.Holds ? CommandRunner.Done : CommandRunner.FoundFailures;
        });
        return command;
    }

    private static Command CreateRun()
    {
        var code = new Argument<FileInfo>("CODE.py")
        { Description = "Python that gets image and assigns result_image." };
        var image = new Option<FileInfo>("--image")
        { Description = "The picture to give it: JPEG, PNG or WebP.", Required = true };
        var output = new Option<FileInfo?>("--output")
        { Description = "Where to write the picture made, as PNG (or JPEG, by its name)." };
        Option<bool> json = CommandRunner.JsonOption();
        Option<string?> python = PythonOption();
        Option<string[]> packages = PackagesOption();
        var command = new Command("run", "Runs one call of python_code_tool as the model would get it.")
            { code, image, output, json, python, packages };
        command.SetWork(async (parsed, cancellationToken) =>
        {
            await using var tool = new PythonCodeTool(OptionsOf(parsed, python, packages));
            string source = await File.ReadAllTextAsync(parsed.GetValue(code)!.FullName, cancellationToken);
            RasterImage picture = RasterImage.Load(parsed.GetValue(image)!.FullName);
            PythonCallResult result = await tool.RunAsync(source, picture, cancellationToken);
            if (result.Image is not null && parsed.GetValue(output) is { } target)
                WholeFile.WriteNamed(target.FullName, Encode(result.Image, target));
            if (parsed.GetValue(json)) Print(Summary(result));
            else Show(result);
            return result.Status switch
            {
                PythonCallStatus.Ok => CommandRunner.Done,
                PythonCallStatus.Refused => Refused,
                _ => CommandRunner.FoundFailures
            };
        });
        return command;
    }

    private static object Summary(PythonCallResult result) => new
    {
        result.Status,
        result.Message,
        result.Log,
        result.Image?.Width,
        result.Image?.Height,
        Sha256 = result.Image?.PixelSha256(),
        WallMs = Math.Round(result.Wall.TotalMilliseconds, 3),
        CpuMs = Math.Round(result.Cpu.TotalMilliseconds, 3),
    };

    private static void Show(PythonCallResult result)
    {
        if (result.Log.Length > 0) Console.Error.Write(result.Log.EndsWith('\n') ? result.Log : result.Log + "\n");
        Console.Out.WriteLine(result.Message);
        if (result.Image is { } image)
            Console.Out.WriteLine(
                $"{image.Width}x{image.Height} {image.PixelSha256()} in {result.Wall.TotalMilliseconds:0.0} ms");
    }

    private static IEnumerable<string> Lines(SandboxReport report)
    {
        int width = report.Layers.Max(layer => layer.Name.Length);
        foreach (SandboxLayer layer in report.Layers)
        {
            yield return $"{(layer.Holds ? "holds" : "FAILS")}  {layer.Name.PadRight(width)}  {layer.Seen}";
            if (layer.Advice is not null) yield return $"       {new string(' ', width)}  {layer.Advice}";
        }

        yield return report.Holds ? "The sandbox holds: python_code_tool can be used."
            : "No sandbox: python_code_tool refuses to run code here.";
    }

    private static byte[] Encode(RasterImage image, FileInfo target) =>
        target.Extension.ToUpperInvariant() is ".JPG" or ".JPEG" ? image.EncodeJpeg() : image.EncodePng();

    private static PythonSandboxOptions OptionsOf(ParseResult parsed, Option<string?> python,
        Option<string[]> packages) =>
        new() { Python = parsed.GetValue(python), Packages = parsed.GetValue(packages) ?? [] };

    private static void Print(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Json));

    private static Option<string?> PythonOption() =>
        new("--python") { Description = "The interpreter; default: the first python3 that has PIL and numpy." };

    private static Option<string[]> PackagesOption() =>
        new("--packages")
        {
            Description = "Packages beside PIL and numpy, such as scipy or cv2.",
            AllowMultipleArgumentsPerToken = true
        };
}
