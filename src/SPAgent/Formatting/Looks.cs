// What is drawn is drawn by an assembly of its own, which nothing here refers to.
[assembly: SPAgent.RendererSource("SPAgent.NotebookFormatters, SPAgent.Report")]
