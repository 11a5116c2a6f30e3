namespace SPAgent.Tests;

/// <summary>Tests that need a headless browser say so, and are skipped visibly where there is none.</summary>
internal static class Browser
{
    public static void Need() => Assert.SkipUnless(Chromium.Path is not null, "Chromium is not installed");

    public static void NeedWithPlotly()
    {
        Need();
        Assert.SkipUnless(Resources.HasPlotly, "the library was built without plotly.js");
    }
}
