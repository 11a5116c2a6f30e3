using System.Diagnostics;

namespace SPAgent.Tests;

public sealed class NativeLibraryTests
{
    private const string OnlyHere = "SPAGENT_TEST_LOADED";

    [Theory]
    [InlineData("TJ_PROGRESSIVE")]
    [InlineData("TJ_OPTIMIZE")]
    [InlineData("TJ_ARITHMETIC")]
    [InlineData("TJ_RESTART")]
    public void TurboJpegs_environment_variables_do_not_change_a_byte(string variable)
    {
        (int exitCode, string output) = RunGolden("Every_encoded_picture_has_Pillows_bytes", variable, "1");
        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [InlineData(nameof(GoldenTests))]
    [InlineData(nameof(OnWhiteTests))]
    [InlineData(nameof(DamageTests))]
    [InlineData(nameof(HostileImageTests))]
    [InlineData(nameof(PillowChainTests))]
    public void SkiaSharp_gives_the_same_where_the_libraries_are_absent(string tests)
    {
        string both =
            $"SPAgent.Tests.{nameof(NativeLibraryTests)}.{nameof(A_picture_is_decoded_by_what_the_machine_has)}";
        (int exitCode, string output) = Run(
            ["-method", $"SPAgent.Tests.{tests}.*", "-method", both],
            (NativeLibraries.TurboJpegVariable, "/nowhere/libturbojpeg.so.0"),
            (NativeLibraries.WebPVariable, "/nowhere/libwebp.so.7"));
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void A_processor_without_AVX2_makes_the_same_pixels()
    {
        (int exitCode, string output) =
            Run(["-method", $"SPAgent.Tests.{nameof(ResizeTests)}.*"], ("DOTNET_EnableAVX2", "0"));
        Assert.True(exitCode == 0, output);
    }

    /// <summary>Run by the tests above as well, in a process where the libraries are absent.</summary>
    [Fact]
    public void A_picture_is_decoded_by_what_the_machine_has()
    {
        bool absent = Environment.GetEnvironmentVariable(NativeLibraries.TurboJpegVariable)?.StartsWith("/nowhere/",
            StringComparison.Ordinal) == true;
        _ = RasterImage.Load(Fixtures.Own("imaging", "p_j420.jpg"));
        _ = RasterImage.Load(Fixtures.Own("imaging", "w_lossy.webp"));
        Assert.Equal(absent, PictureCodecs.Jpeg is SkiaCodec);
        Assert.Equal(absent, PictureCodecs.WebP is SkiaCodec);
    }

    [Fact]
    public void SkiaSharp_is_not_loaded_where_the_libraries_are_there()
    {
        string method = $"SPAgent.Tests.{nameof(NativeLibraryTests)}.{nameof(Only_what_is_needed_is_loaded)}";
        (int exitCode, string output) = Run(["-method", method], (OnlyHere, "1"));
        Assert.True(exitCode == 0, output);
    }

    /// <summary>Says something only in the process that the test above starts: here other tests have loaded what they
    /// need.</summary>
    [Fact]
    public void Only_what_is_needed_is_loaded()
    {
        if (Environment.GetEnvironmentVariable(OnlyHere) is null) return;
        byte[] jpeg = RasterImage.Load(Fixtures.Own("imaging", "p_j420.jpg")).EncodeJpeg();
        Assert.DoesNotContain("SkiaSharp",
            AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name));
        _ = JpegDecoder.Decode(jpeg, new SkiaCodec());
        Assert.Contains("SkiaSharp",
            AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name));
    }

    [Fact]
    public void Libturbojpeg_may_come_from_a_path_in_the_environment()
    {
        _ = Grey.Picture(1, 1, 7).EncodeJpeg();
        string? loaded = Process.GetCurrentProcess().Modules.Cast<ProcessModule>().Select(module => module.FileName)
            .FirstOrDefault(name => name.Contains("turbojpeg", StringComparison.Ordinal));
        Assert.NotNull(loaded);
        (int exitCode, string output) =
            RunGolden("Every_decoded_picture_has_Pillows_pixels", NativeLibraries.TurboJpegVariable, loaded);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void A_conda_environment_is_searched_after_the_system()
    {
        string[] candidates =
            [.. NativeLibraries.TurboJpegCandidates(name => name == "CONDA_PREFIX" ? "/opt/conda" : null)];
        Assert.Equal("libturbojpeg.so.0", candidates[0]);
        Assert.Contains("/opt/conda/lib/libturbojpeg.so.0", candidates);
    }

    private static (int ExitCode, string Output) RunGolden(string test, string variable, string value) =>
        Run(["-method", $"SPAgent.Tests.GoldenTests.{test}"], (variable, value));

    /// <summary>Runs tests of this assembly in a process of its own, whose libraries are not loaded yet.</summary>
    private static (int ExitCode, string Output) Run(string[] arguments,
        params (string Name, string Value)[] environment)
    {
        string program =
            Path.Combine(AppContext.BaseDirectory, "SPAgent.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.DoesNotContain("Total: 0", output, StringComparison.Ordinal);
        return (process.ExitCode, output);
    }
}
