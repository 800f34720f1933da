package io.noisystudent.contracts.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Name, image and classes: what the problem is. */
final class ProblemSection {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final String A_NAME =
            "1 to 63 lower-case letters, digits and hyphens that do not begin with a hyphen";
    private static final String A_CLASS = "a name without comma or surrounding blanks";
    private static final String CLASSES = "a list of at least two class names";
    private static final int MOST_PIXELS = 4096;

    private ProblemSection() {}

    static String name(Section pipeline) {
        Optional<Scalar> given = pipeline.scalar("name");
        if (given.isEmpty()) {
            pipeline.problems().missing(pipeline.path("name"), A_NAME);
            return "";
        }
        String name = given.get().text();
        if (name == null || !NAME.matcher(name).matches()) {
            given.get().refuse(A_NAME);
        }
        return name == null ? "" : name;
    }

    static ImageShape image(Section pipeline) {
        Section image = pipeline.section("image");
        int height = required(image, "height", MOST_PIXELS);
        int width = required(image, "width", MOST_PIXELS);
        int channels = required(image, "channels", 3);
        if (channels == 2) {
            image.scalar("channels").ifPresent(value -> value.refuse("1 for grey or 3 for RGB"));
        }
        image.refuseOthers();
        return new ImageShape(height, width, channels == 2 ? 1 : channels);
    }

    static List<String> classes(Section pipeline) {
        if (!pipeline.has("classes")) {
            pipeline.problems().missing(pipeline.path("classes"), CLASSES);
            return List.of();
        }
        Set<String> seen = new HashSet<>();
        List<String> classes = pipeline.list("classes", CLASSES, entry -> className(entry, seen));
        pipeline.scalar("classes")
                .filter(given -> classes.size() < 2 && given.text() == null)
                .ifPresent(given -> given.refuse(CLASSES));
        return classes;
    }

    private static String className(Scalar entry, Set<String> seen) {
        @Nullable String name = entry.text();
        if (name == null || name.isBlank() || !name.equals(name.strip()) || name.contains(",")) {
            entry.refuse(A_CLASS);
            return "";
        }
        if (!seen.add(name)) {
            entry.refuse("every class once: this one is there before");
        }
        return name;
    }

    private static int required(Section image, String key, int most) {
        if (!image.has(key)) {
            image.problems().missing(image.path(key), "a whole number from 1 to " + most);
        }
        return image.integer(key, 1, 1, most);
    }
}
