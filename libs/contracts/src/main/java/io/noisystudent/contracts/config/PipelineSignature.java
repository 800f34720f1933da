package io.noisystudent.contracts.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What all images, labels and networks of a pipeline have in common: as long as it is the same, they fit each other.
 *
 * @param classes in the order of the network's outputs
 */
public record PipelineSignature(ImageShape image, List<String> classes) {
    public PipelineSignature {
        classes = List.copyOf(classes);
    }

    /** In words, what is different now; empty if nothing is. */
    public Optional<String> difference(PipelineSignature now) {
        if (!image.equals(now.image)) {
            return Optional.of("images were " + image + " and are " + now.image);
        }
        if (classes.size() != now.classes.size()) {
            return Optional.of("there were " + classes.size() + " classes and are " + now.classes.size());
        }
        return IntStream.range(0, classes.size())
                .filter(index -> !classes.get(index).equals(now.classes.get(index)))
                .mapToObj(index ->
                        "class " + index + " was '" + classes.get(index) + "' and is '" + now.classes.get(index) + "'")
                .findFirst();
    }
}
