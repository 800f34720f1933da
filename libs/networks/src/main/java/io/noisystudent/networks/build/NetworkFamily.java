package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The families of networks: how a name of each is written, and what it means. */
enum NetworkFamily {
    SMALL_CNN("small-cnn[-w<k>]", "small-cnn(?:-w([1-9]\\d?))?", "small-cnn small-cnn-w2 small-cnn-w4") {
        @Override
        Architecture architecture(Matcher name, ImageShape image) {
            return new SmallCnn(number(name, 1, 1));
        }
    },
    CIFAR_RESNET(
            "resnet-{8,14,20,32,44,56,110}[x<k>]",
            "resnet-(8|14|20|32|44|56|110)(?:x([1-9]\\d?))?",
            "resnet-8 resnet-14 resnet-20 resnet-32 resnet-44 resnet-56 resnet-110 resnet-8x4 resnet-32x4") {
        @Override
        Architecture architecture(Matcher name, ImageShape image) {
            int widen = number(name, 2, 1);
            // The x4 networks widen the first stage's 16 filters to 64, but the stem only to 32.
            int stem = widen == 1 ? 16 : 8 * widen;
            return new CifarResNet(number(name, 1, 0), stem, 16 * widen);
        }
    },
    RESNET(
            "resnet-{18,34,50}[-small]",
            "resnet-(18|34|50)(-small)?",
            "resnet-18 resnet-34 resnet-50 resnet-18-small resnet-34-small resnet-50-small") {
        @Override
        Architecture architecture(Matcher name, ImageShape image) {
            return ResNet.of(number(name, 1, 0), isSmall(name));
        }
    },
    WIDE_RESNET(
            "wrn-<6n+4>-<k>",
            "wrn-([1-9]\\d{1,2})-([1-9]\\d?)",
            "wrn-10-1 wrn-16-1 wrn-16-2 wrn-28-2 wrn-28-10 wrn-40-1 wrn-40-2") {
        @Override
        Architecture architecture(Matcher name, ImageShape image) {
            return new WideResNet(number(name, 1, 0), number(name, 2, 1));
        }

        @Override
        boolean accepts(Matcher name) {
            return (number(name, 1, 0) - 4) % 6 == 0;
        }
    },
    EFFICIENT_NET(
            "efficientnet-{b0,...,b7,l0,l1,l2}[-small]",
            "efficientnet-(b[0-7]|l[0-2])(-small)?",
            "efficientnet-b0 efficientnet-b1 efficientnet-b2 efficientnet-b3 efficientnet-b4 efficientnet-b5"
                    + " efficientnet-b6 efficientnet-b7 efficientnet-l0 efficientnet-l1 efficientnet-l2"
                    + " efficientnet-b0-small") {
        @Override
        Architecture architecture(Matcher name, ImageShape image) {
            return EfficientNet.of(name.group(1), isSmall(name));
        }
    },
    MLP("mlp[-w<k>]", "mlp(?:-w([1-9]\\d?))?", "mlp mlp-w4") {
        @Override
        Architecture architecture(Matcher name, ImageShape image) {
            return new Mlp(image.bytes(), 256 * number(name, 1, 1));
        }
    };

    private final String form;
    private final Pattern pattern;
    private final String examples;

    NetworkFamily(String form, String pattern, String examples) {
        this.form = form;
        this.pattern = Pattern.compile(pattern);
        this.examples = examples;
    }

    abstract Architecture architecture(Matcher name, ImageShape image);

    /** Whether numbers in a name of the right form are possible ones. */
    boolean accepts(Matcher name) {
        return true;
    }

    /** How names of this family are written. */
    String form() {
        return form;
    }

    /** Some of its names, from small to large. */
    List<String> examples() {
        return List.of(examples.split(" ", -1));
    }

    /** The architecture of that name, if the name is of this family. */
    Optional<Architecture> find(String name, ImageShape image) {
        Matcher matcher = pattern.matcher(name);
        return matcher.matches() && accepts(matcher) ? Optional.of(architecture(matcher, image)) : Optional.empty();
    }

    /** Whether the name asks, in its second group, for the variant for small images. */
    private static boolean isSmall(Matcher name) {
        return name.group(2) != null;
    }

    private static int number(Matcher name, int group, int absent) {
        String digits = name.group(group);
        return digits == null ? absent : Integer.parseInt(digits);
    }
}
