package io.visiona.launch.reload;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What other classes see of a class. When it changed, those that were compiled against it have to
 * be compiled again.
 */
final class ClassShape {
  private ClassShape() {}

  static Set<String> of(Path file) throws IOException {
    ClassModel model = ClassFile.of().parse(file);
    Set<String> shape = new TreeSet<>();
    shape.add("flags " + model.flags().flagsMask());
    shape.add("super " + model.superclass().map(name -> name.asInternalName()).orElse(""));
    model.interfaces().forEach(type -> shape.add("implements " + type.asInternalName()));
    for (FieldModel field : model.fields()) {
      if (!field.flags().has(AccessFlag.PRIVATE)) {
        shape.add(
            "field "
                + field.flags().flagsMask()
                + field.fieldName()
                + field.fieldType()
                + constant(field)
                + signature(field.attributes().toString()));
      }
    }
    for (MethodModel method : model.methods()) {
      if (!method.flags().has(AccessFlag.PRIVATE) && !method.flags().has(AccessFlag.SYNTHETIC)) {
        shape.add(
            "method " + method.flags().flagsMask() + method.methodName() + method.methodType());
      }
    }
    return shape;
  }

  private static String constant(FieldModel field) {
    return field.attributes().stream()
        .filter(java.lang.classfile.attribute.ConstantValueAttribute.class::isInstance)
        .map(java.lang.classfile.attribute.ConstantValueAttribute.class::cast)
        .map(value -> String.valueOf(value.constant().constantValue()))
        .collect(Collectors.joining());
  }

  private static String signature(String attributes) {
    return attributes.contains("Signature") ? "generic" : "";
  }
}
