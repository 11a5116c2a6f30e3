namespace SPAgent.Tests.Display;

public sealed class PlotlyTests
{
    [Fact]
    public void Every_build_carries_plotly_js_from_npm_or_from_the_package_Plotly_NET()
    {
        Assert.True(Resources.HasPlotly);
        Assert.Contains(Resources.Plotly[..200].Contains("plotly.js (cartesian", StringComparison.Ordinal) ? "v4.1.1"
            : "v2.28.0", Resources.Plotly[..200]);
    }

    [Fact]
    public void The_library_itself_needs_no_Plotly_NET() =>
        Assert.DoesNotContain(typeof(RasterImage).Assembly.GetReferencedAssemblies(),
            name => name.Name!.StartsWith("Plotly", StringComparison.Ordinal));
}
