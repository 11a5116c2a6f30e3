namespace SPAgent;

/// <summary>In which unit a model gives the sides of a box.</summary>
public enum BoxUnits
{
    /// <summary>Pixels of the picture as the model was shown it.</summary>
    Pixels,

    /// <summary>Thousandths of the picture's width and height, from 0 to 1000, as Qwen3-VL and Gemini are trained
    /// to.</summary>
    Thousandths,

    /// <summary>Fractions of the picture's width and height, from 0 to 1.</summary>
    Fractions,
}
