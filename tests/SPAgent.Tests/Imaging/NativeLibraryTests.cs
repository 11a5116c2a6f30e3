using System.Diagnostics;

namespace SPAgent.Tests;

public sealed class NativeLibraryTests
{
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

    [Fact]
    public void A_missing_libturbojpeg_is_named_with_its_package()
    {
        (int exitCode, string output) = RunGolden("Every_decoded_picture_has_Pillows_pixels", NativeLibraries.TurboJpegVariable, "/nowhere/libturbojpeg.so.0");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("SPAGENT_TURBOJPEG names /nowhere/libturbojpeg.so.0", output, StringComparison.Ordinal);
        Assert.Contains("apt-get install libturbojpeg0", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Libturbojpeg_may_come_from_a_path_in_the_environment()
    {
        _ = Grey.Picture(1, 1, 7).EncodeJpeg();
        string? loaded = Process.GetCurrentProcess().Modules.Cast<ProcessModule>().Select(module => module.FileName)
            .FirstOrDefault(name => name.Contains("turbojpeg", StringComparison.Ordinal));
        Assert.NotNull(loaded);
        (int exitCode, string output) = RunGolden("Every_decoded_picture_has_Pillows_pixels", NativeLibraries.TurboJpegVariable, loaded);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void A_conda_environment_is_searched_after_the_system()
    {
        string[] candidates = [.. NativeLibraries.TurboJpegCandidates(name => name == "CONDA_PREFIX" ? "/opt/conda" : null)];
        Assert.Equal("libturbojpeg.so.0", candidates[0]);
        Assert.Contains("/opt/conda/lib/libturbojpeg.so.0", candidates);
    }

    /// <summary>Runs one test of this assembly in a process of its own, whose libraries are not loaded yet.</summary>
    private static (int ExitCode, string Output) RunGolden(string test, string variable, string value)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "SPAgent.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        ProcessStartInfo start = new(program, ["-method", $"SPAgent.Tests.GoldenTests.{test}"]) { RedirectStandardOutput = true };
        start.Environment[variable] = value;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
