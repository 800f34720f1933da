package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.Recipe.Noise;
import io.noisystudent.contracts.config.Recipe.Operations;
import io.noisystudent.contracts.config.Recipe.RandAugment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code noise}: what is not given is on, at a strength that suits small images, except for the flip, which is wrong for
 * digits and text; {@code none} turns off all of it.
 */
final class NoiseSection {
    private NoiseSection() {}

    static Noise read(Section recipe, ImageShape image) {
        if (recipe.scalar("noise").filter(value -> isOff(value)).isPresent()) {
            return Noise.NONE;
        }
        Section noise = recipe.section("noise");
        int side = Math.min(image.height(), image.width());
        Noise read = new Noise(
                randAugment(noise),
                noise.integer("crop", side / 8, 0, side - 1),
                noise.flag("flip", false),
                noise.integer("cutout", side / 4, 0, Math.max(image.height(), image.width())),
                noise.integer("fill", Noise.GREY, 0, 255),
                noise.number("dropout", 0.2, "[0, 1)"),
                noise.number("stochastic-depth", 0.2, "[0, 1)"));
        noise.refuseOthers();
        return read;
    }

    private static @Nullable RandAugment randAugment(Section noise) {
        Optional<Scalar> off = noise.scalar("randaugment").filter(value -> isOff(value));
        if (off.isPresent()) {
            return null;
        }
        Section section = noise.section("randaugment");
        RandAugment read = new RandAugment(
                section.integer("ops", 2, 1, 10),
                section.number("magnitude", 9, "[0, 30]"),
                section.choice("operations", Operations.ALL, List.of(Operations.values())));
        section.refuseOthers();
        return read;
    }

    private static boolean isOff(Scalar value) {
        return value.isOneOf("none", "off", "false", "no");
    }
}
