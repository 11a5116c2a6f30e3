namespace SPAgent;

/// <summary>The picture that a replayed call acted on.</summary>
/// <param name="Step">The step that brought it, from 0.</param>
/// <param name="Full">Its size, which the boxes of calls count in.</param>
/// <param name="Shown">The size in which the model was shown it.</param>
internal sealed record ActedOnPicture(int Step, PixelSize Full, PixelSize Shown);
