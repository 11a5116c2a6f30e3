using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SPAgent;

/// <summary>Registers what an application records with.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Registers the <see cref="DataCollector"/>, each <see cref="ImageTool"/> and the <see cref="TimeProvider"/> as
    /// singletons, and nothing else. The collection's folder is made when the collector is first asked for;
    /// it logs to the application's <see cref="ILoggerFactory"/>, where there is one.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; null for the defaults.</param>
    public static IServiceCollection AddSPAgent(
        this IServiceCollection services, Action<SPAgentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        SPAgentOptions options = new();
        configure?.Invoke(options);
        services.AddSingleton(options.Time);
        services.AddSingleton(provider => new DataCollector(
            options.Path, options.SaveImages, options.AutoSave, options.Durable,
            provider.GetRequiredService<TimeProvider>(), provider.GetService<ILoggerFactory>())
        { Success = options.Success });
        foreach (ImageTool tool in options.Tools) services.AddSingleton(tool);
        return services;
    }
}
