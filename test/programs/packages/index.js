// A package that is a parameterization of a plugin, as SDKs made by "pulumi package add" declare it.
const pulumi = require("@pulumi/pulumi");
const { RegisterPackageRequest, Parameterization } = require("@pulumi/pulumi/proto/resource_pb");

const packageRef = (async () => {
  const parameterization = new Parameterization();
  parameterization.setName("hashicups");
  parameterization.setVersion("0.3.1");
  parameterization.setValue(Buffer.from('{"remote":"hashicorp/hashicups"}').toString("base64"));
  const request = new RegisterPackageRequest();
  request.setName("terraform-provider");
  request.setVersion("0.9.0");
  request.setParameterization(parameterization);
  const response = await new Promise((resolve, reject) => {
    pulumi.runtime.getMonitor().registerPackage(request, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
  return response.getRef();
})();

class Order extends pulumi.CustomResource {
  constructor(name, args, opts) {
    super("hashicups:index:Order", name, args, opts, false, packageRef);
  }
}
class Hashicups extends pulumi.ProviderResource {
  constructor(name, args, opts) {
    super("hashicups", name, args, opts, false, packageRef);
  }
}

new Order("order", { coffee: "mocha" });
new Order("with-provider", {}, { provider: new Hashicups("explicit", { host: "http://localhost" }) });
