package io.noisystudent.supplychain;

import java.util.List;

import static java.util.Objects.requireNonNull;

/** Something that is shipped as a whole, such as a service. */
record Product(String name, List<Component> components) {
    Product {
        requireNonNull(name, "name is null");
        components = components.stream().sorted().toList();
    }
}
